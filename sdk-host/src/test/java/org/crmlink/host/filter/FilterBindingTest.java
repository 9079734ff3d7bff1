package org.crmlink.host.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.FilterText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterBindingTest {

    private static BoundFilter bind(String text) {
        return FilterBinding.bind(FilterText.parse(text), Entities.CONTACT, Entities::find);
    }

    private static Object value(String text) {
        return ((Filter.Comparison) bind(text).orThrow()).value();
    }

    @Test
    void literalsGetTheJavaTypeOfTheirField() {
        assertThat(value("lastname eq 'x'")).isEqualTo("x");
        assertThat(value("children eq 2.0")).isEqualTo(2L);
        assertThat(value("factor gt 2")).isEqualTo(new BigDecimal("2"));
        assertThat(value("income gt 2.50")).isEqualTo(new BigDecimal("2.50"));
        assertThat(value("latitude gt 2")).isEqualTo(2.0);
        assertThat(value("donotemail eq true")).isEqualTo(true);
        assertThat(value("createdon ge 2024-06-30")).isEqualTo(Instant.parse("2024-06-30T00:00:00Z"));
        assertThat(value("birthdate eq 2024-06-30")).isEqualTo(LocalDate.of(2024, 6, 30));
        assertThat(value("wakes lt 07:00")).isEqualTo(LocalTime.of(7, 0));
        assertThat(value("appointment lt 2024-06-30")).isEqualTo(LocalDateTime.of(2024, 6, 30, 0, 0));
        assertThat(value("statecode eq 0")).isEqualTo("0");
        assertThat(value("hobbies eq 7")).isEqualTo("7");
        assertThat(value("parentcustomerid eq 3f2504e0-4f89-11d3-9a0c-0305e82c3301"))
                .isEqualTo("3f2504e0-4f89-11d3-9a0c-0305e82c3301");
        assertThat(bind("statecode in (0, 1)").orThrow()).isEqualTo(new Filter.In("statecode", List.of("0", "1")));
    }

    @Test
    void aSemiJoinIsBoundToItsTarget() {
        assertThat(bind("related(parentcustomerid, account, statecode eq 0)").orThrow())
                .isEqualTo(new Filter.Related(
                        "parentcustomerid", "account", new Filter.Comparison("statecode", Filter.Operator.EQ, "0")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    lastnam eq 'x'                      | contact.lastnam: unknown field; did you mean 'lastname'?
                    LastName eq 'x'                     | contact.LastName: unknown field; did you mean 'lastname'?
                    secretnote eq 'x'                   | contact.secretnote: this field cannot be read
                    lastname eq 5                       | contact.lastname: a text field cannot be compared with 5: write it in single quotes
                    children eq 2.5                     | write a whole number
                    children eq '2'                     | an integer field cannot be compared with a text: write a number without quotes
                    children eq 1e300                   | write a whole number
                    donotemail eq 1                     | write true or false
                    donotemail gt true                  | has no order
                    statecode gt 0                      | a choice field has no order
                    statecode eq 'Inactive'             | is the label of an option: write its value, 1
                    createdon eq 2024-06-30             | a day is not one point in time
                    createdon ge 2024-06-30T10:00       | add Z
                    birthdate ge 2024-06-30T10:00:00Z   | write a day such as 2024-06-30
                    wakes eq 7                          | write a time such as
                    photo eq 'x'                        | binary data can only be compared with null
                    startswith(children, 'x')           | startswith and contains need a text field, this is an integer field
                    today(lastname)                     | relative dates need a date field
                    currentuser(lastname)               | currentuser needs a lookup
                    related(lastname, account, all())   | related needs a lookup
                    related(parentcustomerid, acount, all()) | points to account, contact, never to 'acount'; did you mean 'account'?
                    related(ownerid, systemuser, all()) | there is no entity 'systemuser'
                    related(parentcustomerid, account, nam eq 'x') | account.nam: unknown field; did you mean 'name'?
                    """)
    void whatCannotWorkIsAProblem(String text, String problem) {
        assertThat(bind(text).problems()).hasSize(1).first().asString().contains(problem);
    }

    @Test
    void allProblemsAreReportedAtOnceAndEachOnce() {
        BoundFilter bound =
                bind("lastnam eq 'x' and (children eq 'a' or children in ('b', 2, 2.5)) and not lastnam eq null");
        assertThat(bound.problems())
                .extracting(FilterProblem::field)
                .containsExactly("lastnam", "children", "children");
    }

    @Test
    void aFilterWithProblemsCannotBeUsed() {
        ConnectorException e = catchThrowableOfType(
                ConnectorException.class, () -> bind("a eq 1 and b eq 2").orThrow());
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(e).hasMessageContaining("contact.a:").hasMessageContaining("contact.b:");
        assertThat(e.hint()).isPresent();
    }

    @Test
    void everyFieldCanBeComparedWithNull() {
        for (String name : Entities.names(Entities.CONTACT)) {
            if (!name.equals("secretnote")) {
                assertThat(bind(name + " eq null").problems()).isEmpty();
            }
        }
    }

    @Test
    void theFieldsOfAFilterAreThoseOfItsOwnEntity() {
        Filter filter = FilterText.parse(
                "b eq 1 and (a in (1) or not contains(c, 'x')) and d eq null and today(e) and currentuser(f)"
                        + " and related(g, other, inner eq 1) and b ne 2");
        assertThat(filter.fields()).containsExactly("b", "a", "c", "d", "e", "f", "g");
        assertThat(Filter.all().fields()).isEmpty();
    }
}
