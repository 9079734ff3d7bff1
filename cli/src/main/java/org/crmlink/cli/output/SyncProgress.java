package org.crmlink.cli.output;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.crmlink.engine.SyncEvent;
import org.crmlink.engine.SyncListener;
import org.jspecify.annotations.Nullable;

/** Shows how a sync goes on: a bar on a terminal, plain lines elsewhere; on standard error. One-at-a-time, as the engine calls it. */
public final class SyncProgress implements SyncListener, AutoCloseable {

    private static final int LINE_EVERY_RECORDS = 20_000;

    private final Console console;
    private final Map<String, Long> received = new LinkedHashMap<>();
    private final Map<String, Long> told = new LinkedHashMap<>();
    private @Nullable ProgressBar bar;
    private long expected;
    private long sentTold;

    public SyncProgress(Console console) {
        this.console = console;
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.DownloadStarted started) {
            expected += started.expected().orElse(0);
            plain(started.entity() + ": " + started.mode().text() + " download"
                    + (started.expected().isPresent()
                            ? ", about " + started.expected().getAsLong() + " records"
                            : ""));
        } else if (event instanceof SyncEvent.Downloading downloading) {
            downloading(downloading);
        } else if (event instanceof SyncEvent.Uploading uploading) {
            uploading(uploading);
        } else if (event instanceof SyncEvent.Waiting waiting) {
            close();
            console.note("waiting " + seconds(waiting.delay()) + " s: " + waiting.reason());
        }
    }

    /** Sending comes first, so the bar counts what is sent until something is received. */
    private void uploading(SyncEvent.Uploading event) {
        if (console.terminal()) {
            ProgressBar shown = bar("send");
            shown.maxHint(event.total());
            shown.stepTo(event.done());
            shown.setExtraMessage(" " + event.entity());
        } else if (event.done() == event.total() || event.done() - sentTold >= LINE_EVERY_RECORDS) {
            sentTold = event.done() == event.total() ? 0 : event.done();
            plain(event.entity() + ": sent " + event.done() + " of " + event.total());
        }
    }

    private ProgressBar bar(String task) {
        ProgressBar shown = bar;
        if (shown != null && task.equals(shown.getTaskName())) {
            return shown;
        }
        close();
        ProgressBar fresh = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" records", 1)
                .showSpeed()
                // a width of its own keeps the library from opening the terminal to ask for it
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.width() - 1))
                .build();
        bar = fresh;
        return fresh;
    }

    private void downloading(SyncEvent.Downloading event) {
        received.put(event.entity(), event.received() + event.deleted());
        long sum = received.values().stream().mapToLong(Long::longValue).sum();
        if (console.terminal()) {
            ProgressBar shown = bar("receive");
            shown.maxHint(Math.max(expected, sum));
            shown.stepTo(sum);
            shown.setExtraMessage(" " + event.entity());
        } else if (event.received() - told.getOrDefault(event.entity(), 0L) >= LINE_EVERY_RECORDS) {
            told.put(event.entity(), event.received());
            plain(event.entity() + ": " + event.received() + " records");
        }
    }

    private static String seconds(Duration delay) {
        return delay.toSeconds() >= 10
                ? Long.toString(delay.toSeconds())
                : String.format(Locale.ROOT, "%.1f", delay.toMillis() / 1000.0);
    }

    private void plain(String line) {
        if (!console.terminal()) {
            console.note(line);
        }
    }

    /** Ends the bar. Idempotent. */
    @Override
    public void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            bar = null;
            shown.close();
        }
    }
}
