package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An opportunity's stage says whether it is closed and won, how probable it is and how it is forecast; the client may say otherwise of the last two.
 * Source: the stages of a new org, with what the vendor's help says of them. A stage of another name is open and in the pipeline: our assumption.
 */
final class OpportunityEffect implements Effect {

    private static final Stage OTHER = new Stage(null, "Pipeline");

    private static final Map<String, Stage> STAGES = Map.of(
            "prospecting", new Stage(10, "Pipeline"),
            "qualification", new Stage(10, "Pipeline"),
            "needs analysis", new Stage(20, "Pipeline"),
            "value proposition", new Stage(50, "Pipeline"),
            "id. decision makers", new Stage(60, "Pipeline"),
            "perception analysis", new Stage(70, "Pipeline"),
            "proposal/price quote", new Stage(75, "Pipeline"),
            "negotiation/review", new Stage(90, "Pipeline"),
            "closed won", new Stage(100, "Closed"),
            "closed lost", new Stage(0, "Omitted"));

    /** How forecasts are named to people, and kept. */
    private static final Map<String, String> FORECASTS = Map.of("Best Case", "BestCase", "Commit", "Forecast");

    private static final int MONTHS_OF_QUARTER = 3;
    private static final int PERCENT_PLACES = 2;

    private record Stage(@Nullable Integer probability, String forecast) {}

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        if (draft.isChanged("StageName")) {
            enter(draft);
        }
        String forecast = draft.text("ForecastCategoryName");
        if (!forecast.isEmpty()) {
            draft.set("ForecastCategory", FORECASTS.getOrDefault(forecast, forecast));
        }
        BigDecimal amount = draft.number("Amount");
        BigDecimal probability = draft.number("Probability");
        draft.setNumber(
                "ExpectedRevenue",
                amount == null || probability == null
                        ? null
                        : amount.multiply(probability).movePointLeft(PERCENT_PLACES));
        if (draft.get("CloseDate") instanceof LocalDate day) {
            int quarter = (day.getMonthValue() - 1) / MONTHS_OF_QUARTER + 1;
            draft.setNumber("FiscalYear", BigDecimal.valueOf(day.getYear()));
            draft.setNumber("FiscalQuarter", BigDecimal.valueOf(quarter));
            draft.set("Fiscal", day.getYear() + " " + quarter);
        }
    }

    private static void enter(Draft draft) {
        String name = draft.text("StageName").toLowerCase(Locale.ROOT);
        Stage stage = STAGES.getOrDefault(name, OTHER);
        draft.set("IsClosed", name.equals("closed won") || name.equals("closed lost"));
        draft.set("IsWon", name.equals("closed won"));
        draft.propose("ForecastCategoryName", stage.forecast());
        draft.set("ForecastCategory", stage.forecast());
        Integer probability = stage.probability();
        if (probability != null && !draft.isGiven("Probability")) {
            draft.setNumber("Probability", BigDecimal.valueOf(probability));
        }
    }
}
