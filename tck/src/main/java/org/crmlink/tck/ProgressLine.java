package org.crmlink.tck;

import java.io.PrintStream;
import java.util.Locale;

/** One line on a terminal that tells which check runs; nothing where nobody watches. */
final class ProgressLine implements Progress {

    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final int width;
    private int planned;
    private int done;

    ProgressLine(PrintStream err, boolean terminal, int width) {
        this.err = err;
        this.terminal = terminal;
        this.width = width;
    }

    @Override
    public void planned(int checks) {
        planned = checks;
    }

    @Override
    public void started(Requirement requirement, String check) {
        if (terminal) {
            String line = String.format(Locale.ROOT, "%3d/%d  %s  %s", done + 1, planned, requirement, check);
            err.print(CLEAR + (line.length() < width ? line : line.substring(0, width - 2) + "…"));
            err.flush();
        }
    }

    @Override
    public void finished(CheckResult result) {
        done++;
        if (!terminal) {
            return;
        }
        if (result.outcome() == Outcome.FAIL || result.outcome() == Outcome.INCONCLUSIVE) {
            err.println(CLEAR + result.outcome() + " " + result.requirement() + "  " + result.check());
        } else if (done == planned) {
            err.print(CLEAR);
        }
        err.flush();
    }
}
