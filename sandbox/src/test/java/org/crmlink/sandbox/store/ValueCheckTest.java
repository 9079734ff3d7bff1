package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.crmlink.sandbox.store.StoreException.InvalidValue;
import org.crmlink.sandbox.store.StoreException.InvalidValue.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCheckTest {

    private final Store store = SmallSchema.store();

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("name", 5, Reason.TYPE),
                Arguments.of("name", "12345678901", Reason.TOO_LONG),
                Arguments.of("number", "5", Reason.TYPE),
                Arguments.of("number", 101, Reason.OUT_OF_RANGE),
                Arguments.of("number", 1L << 40, Reason.OUT_OF_RANGE),
                Arguments.of("big", "x", Reason.TYPE),
                Arguments.of("area", new BigDecimal("1000.1"), Reason.OUT_OF_RANGE),
                Arguments.of("area", 1.5, Reason.TYPE),
                Arguments.of("weight", Double.NaN, Reason.OUT_OF_RANGE),
                Arguments.of("built", Instant.EPOCH, Reason.TYPE),
                Arguments.of("built", LocalDate.of(1700, 1, 1), Reason.OUT_OF_RANGE),
                Arguments.of("seen", LocalDate.EPOCH, Reason.TYPE),
                Arguments.of("seen", Instant.parse("1700-01-01T00:00:00Z"), Reason.OUT_OF_RANGE),
                Arguments.of("color", 3, Reason.UNKNOWN_OPTION),
                Arguments.of("color", "Red", Reason.TYPE),
                Arguments.of("tags", List.of(1, 9), Reason.UNKNOWN_OPTION),
                Arguments.of("houseid", new Reference("room", RecordId.random()), Reason.WRONG_TARGET_TABLE),
                Arguments.of("houseid", new Reference("house", RecordId.random()), Reason.TARGET_NOT_FOUND),
                Arguments.of("other", "x", Reason.TYPE),
                Arguments.of("image", "x", Reason.TYPE),
                Arguments.of("area", new BigDecimal("1e-999999999"), Reason.OUT_OF_RANGE),
                Arguments.of("rent", new BigDecimal("1e999999999"), Reason.OUT_OF_RANGE),
                Arguments.of("rent", new BigDecimal("0e999999999"), Reason.OUT_OF_RANGE),
                Arguments.of("statuscode", 7, Reason.UNKNOWN_OPTION));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String column, Object value, Reason reason) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", "R");
        values.put(column, value);
        assertThatThrownBy(() -> store.insert("room", values)).isInstanceOfSatisfying(InvalidValue.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.table()).isEqualTo("room");
            assertThat(e.column()).isEqualTo(column);
            assertThat(e.value()).isEqualTo(value);
        });
        assertThat(store.count("room")).isZero();
    }

    @Test
    void aRequiredValueMustBeThereOnCreationAndStay() {
        assertThatThrownBy(() -> store.insert("room", Map.of()))
                .isInstanceOfSatisfying(
                        InvalidValue.class, e -> assertThat(e.reason()).isEqualTo(Reason.REQUIRED));
        Row room = store.insert("room", Map.of("name", "R"));
        assertThatThrownBy(() -> store.update("room", room.id(), Map.of("name", "")))
                .isInstanceOfSatisfying(
                        InvalidValue.class, e -> assertThat(e.reason()).isEqualTo(Reason.REQUIRED));
    }

    @Test
    void theServerKeepsValuesInItsOwnForm() {
        Row room = store.insert(
                "room",
                Map.of(
                        "name",
                        "R",
                        "area",
                        new BigDecimal("1.23456"),
                        "rent",
                        7,
                        "seen",
                        Instant.parse("2024-01-01T00:00:00.999Z"),
                        "tags",
                        List.of(3, 1, 3),
                        "number",
                        4L,
                        "big",
                        5,
                        "weight",
                        new BigDecimal("2.5")));
        assertThat(room.values())
                .containsEntry("area", new BigDecimal("1.235"))
                .containsEntry("rent", new BigDecimal("7.0000"))
                .containsEntry("seen", Instant.parse("2024-01-01T00:00:00Z"))
                .containsEntry("tags", List.of(1, 3))
                .containsEntry("number", 4)
                .containsEntry("big", 5L)
                .containsEntry("weight", 2.5);
    }

    @Test
    void anEmptyTextIsNoValue() {
        assertThat(store.insert("house", Map.of("name", "")).get("name")).isNull();
    }

    @Test
    void stateAndStatusReasonFollowEachOther() {
        Row room = store.insert("room", Map.of("name", "R"));
        assertThat(room.values()).containsEntry("statecode", 0).containsEntry("statuscode", 1);
        Row closed = store.update("room", room.id(), Map.of("statecode", 1));
        assertThat(closed.get("statuscode")).isEqualTo(3);
        assertThatThrownBy(() -> store.update("room", room.id(), Map.of("statuscode", 2)))
                .isInstanceOfSatisfying(
                        InvalidValue.class, e -> assertThat(e.reason()).isEqualTo(Reason.STATUS_NOT_IN_STATE));
        Row open = store.update("room", room.id(), Map.of("statecode", 0, "statuscode", 2));
        assertThat(open.get("statuscode")).isEqualTo(2);
        assertThat(store.insert("room", Map.of("name", "S", "statuscode", 3)).get("statecode"))
                .isEqualTo(1);
    }

    @Test
    void aStatusThatIsSentMustFitTheStateEvenIfItIsTheOldOne() {
        Row room = store.insert("room", Map.of("name", "R"));
        assertThatThrownBy(() -> store.update("room", room.id(), Map.of("statecode", 1, "statuscode", 1)))
                .isInstanceOfSatisfying(
                        InvalidValue.class, e -> assertThat(e.reason()).isEqualTo(Reason.STATUS_NOT_IN_STATE));
        assertThat(store.get("room", room.id()).orElseThrow().get("statecode")).isEqualTo(0);
    }

    @Test
    void aFloatingPointNumberIsRoundedToTheDigitsOfItsColumn() {
        assertThat(store.insert("room", Map.of("name", "R", "weight", 2.344999)).get("weight"))
                .isEqualTo(2.34);
        assertThat(store.insert("room", Map.of("name", "R", "weight", Double.MIN_VALUE))
                        .get("weight"))
                .isEqualTo(0.0);
    }
}
