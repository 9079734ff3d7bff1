package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.toolkit.odata.ODataPage;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static final Instant NOW = Instant.parse("2024-06-12T12:00:00Z");
    private static final Optional<Instant> OLD =
            Optional.of(NOW.minus(Watermark.OVERLAP).minusSeconds(1));
    private static final Optional<Instant> RECENT = Optional.of(NOW.minus(Watermark.LATE_COMMIT_BOUND));

    private static ODataPage page(ODataPage.Mark... marks) {
        return new ODataPage(
                List.of(),
                List.of(),
                List.of(),
                marks.length,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(marks));
    }

    private static ODataPage.Mark mark(long version, Optional<Instant> modified) {
        return new ODataPage.Mark(version, modified);
    }

    @Test
    void CHG_6_theMarkStopsBeforeTheFirstVersionThatMayBeYoungerThanAnOpenTransaction() {
        Watermark mark = Watermark.START.after(page(mark(1, OLD), mark(5, OLD), mark(9, RECENT), mark(11, OLD)), NOW);
        assertThat(mark.version()).isEqualTo(5);
        assertThat(mark.after(page(mark(9, RECENT)), NOW).version()).isEqualTo(5);
        assertThat(mark.after(page(), NOW).version()).isEqualTo(5);
    }

    @Test
    void aRowThatHidesItsAgeDoesNotMoveTheMarkByItself() {
        assertThat(Watermark.START.after(page(mark(3, Optional.empty())), NOW).version())
                .isZero();
        assertThat(Watermark.START
                        .after(page(mark(3, Optional.empty()), mark(4, OLD)), NOW)
                        .version())
                .isEqualTo(4);
    }

    @Test
    void CHG_6_withoutTimesTheMarkFollowsWhatAnOlderReadHasSeen() {
        Watermark first = Watermark.START.afterReading(OptionalLong.of(100), NOW);
        assertThat(first.version()).isZero();
        Instant soon = NOW.plusSeconds(60);
        Watermark second = first.afterReading(OptionalLong.of(120), soon);
        assertThat(second.version()).isZero();
        Instant later = NOW.plus(Watermark.OVERLAP).plusSeconds(30);
        Watermark third = second.afterReading(OptionalLong.of(150), later);
        assertThat(third.version()).isEqualTo(100);
        Watermark idle = third.afterReading(OptionalLong.empty(), later.plusSeconds(86_400));
        assertThat(idle.version()).isEqualTo(150);
    }

    @Test
    void frequentReadsDoNotMakeTheTokenGrow() {
        Watermark mark = Watermark.START;
        for (int i = 0; i < 1_000; i++) {
            mark = mark.afterReading(OptionalLong.of(i), NOW.plusSeconds(i));
            assertThat(mark.seen().size()).isLessThanOrEqualTo(6);
        }
        // The mark follows at some distance, never more than two bounds behind.
        assertThat(mark.version()).isBetween(1L, 1_000 - Watermark.OVERLAP.toSeconds());
    }

    @Test
    void itsTextIsReadBack() {
        Watermark mark = new Watermark(7, NOW, List.of(new Watermark.Seen(NOW, 5), new Watermark.Seen(NOW, 6)));
        assertThat(Watermark.parse(mark.text())).isEqualTo(mark);
        assertThat(Watermark.parse(Watermark.START.text())).isEqualTo(Watermark.START);
        for (String bad : List.of("", "1", "1;2", "x;0;", "1;0;5", "1;0;5=x", "1;99999999999999999999;")) {
            assertThatThrownBy(() -> Watermark.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
