package org.crmlink.cli.output;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.Map;

/** Standard output for data, standard error for everything else. Thread-safe as far as the streams are. */
public final class Console {

    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 60;
    private static final int MOST_WIDTH = 160;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final int width;

    /** @param terminal whether a person watches standard error, so that a progress bar makes sense */
    public Console(PrintStream out, PrintStream err, boolean terminal) {
        this(out, err, terminal, DEFAULT_WIDTH);
    }

    private Console(PrintStream out, PrintStream err, boolean terminal, int width) {
        this.out = requireNonNull(out, "out is null");
        this.err = requireNonNull(err, "err is null");
        this.terminal = terminal;
        this.width = width;
    }

    /**
     * The console of this process.
     *
     * @param environment CRMLINK_TERMINAL says whether standard error is a terminal: the launcher can look, Java cannot. COLUMNS is its width.
     */
    public static Console ofProcess(PrintStream out, PrintStream err, Map<String, String> environment) {
        boolean terminal = environment.getOrDefault("CRMLINK_TERMINAL", "").equals("yes");
        String columns = environment.getOrDefault("COLUMNS", "");
        int width = columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
        return new Console(out, err, terminal, Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width)));
    }

    public boolean terminal() {
        return terminal;
    }

    /** Columns of the terminal, or a usual number. */
    public int width() {
        return width;
    }

    /** For what prints data by itself, such as a help text. */
    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** Prints the one result of a command. */
    public void result(Format format, Map<String, ?> document, String text) {
        out.println(format == Format.JSON ? JsonDocument.of(document) : text.stripTrailing());
        out.flush();
    }

    /** Prints a line of data at once, such as the address of a server. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Tells the person something. */
    public void note(String text) {
        err.println("crmlink: " + text);
    }
}
