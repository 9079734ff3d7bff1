package org.crmlink.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.crmlink.cli.command.Commands;
import org.crmlink.cli.output.Console;
import org.crmlink.cli.output.Format;
import org.crmlink.host.text.DidYouMean;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the {@code crmlink} command. */
public final class Main {

    /** How long an interrupt waits for the running command to save its state. */
    private static final long GRACE_SECONDS = 20;

    private Main() {}

    public static void main(String[] args) {
        // whatever the locale: the documents are UTF-8, and so are the names in them
        StandardOutput output = new StandardOutput();
        PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Console console = Console.ofProcess(out, err, System.getenv());
        CountDownLatch done = new CountDownLatch(1);
        stopOnSignal(Thread.currentThread(), done, err);
        int code = ExitCode.UNEXPECTED.code();
        try {
            code = run(args, Surroundings.ofProcess(console));
        } catch (RuntimeException | Error e) { // the edge of the process: nobody above can tell the person
            code = tell(e, format(args), console);
        } finally {
            if (out.checkError()) {
                output.complaint().ifPresent(console::note);
                code = code == ExitCode.OK.code() ? ExitCode.UNEXPECTED.code() : code;
            }
            done.countDown();
        }
        System.exit(code);
    }

    /** Runs one command line and returns its exit code. Prints; does not exit. */
    public static int run(String[] args, Surroundings surroundings) {
        Console console = surroundings.console();
        Told told = new Told(args, console);
        CommandLine line = Commands.create(surroundings, args)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(console.width())
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(told)
                .setParameterExceptionHandler(told);
        return line.execute(args);
    }

    /**
     * Tells what a command threw. Not two lambdas: Java's class archive does not take classes as old as the library's for interfaces of lambdas,
     * and then opens every jar on the class path to find them.
     */
    private record Told(String[] args, Console console)
            implements IExecutionExceptionHandler, IParameterExceptionHandler {

        @Override
        public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
            return tell(thrown, format(args), console);
        }

        @Override
        public int handleParseException(ParameterException thrown, String[] words) {
            return tell(usage(thrown), format(args), console);
        }
    }

    private static CliException usage(ParameterException thrown) {
        String message = String.valueOf(thrown.getMessage());
        CommandSpec spec = thrown.getCommandLine().getCommandSpec();
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            if (!spec.subcommands().isEmpty() && word.matches("-o.*|--output.*")) {
                message = "-o belongs after the command; which of "
                        + String.join(", ", spec.subcommands().keySet()) + "?";
            } else if (unmatched.isUnknownOption()) {
                message = "unknown option '" + word.replaceFirst("=.*", "") + "'"
                        + DidYouMean.hint(
                                word.replaceFirst("=.*", ""), spec.optionsMap().keySet());
            } else if (!spec.subcommands().isEmpty()) {
                message = "unknown command '" + word + "'"
                        + DidYouMean.hint(word, spec.subcommands().keySet());
            }
        }
        String command = spec.qualifiedName();
        return new CliException(ExitCode.USAGE, message, "see '" + command + " --help'", thrown);
    }

    private static int tell(Throwable thrown, Format format, Console console) {
        Failure failure = Failure.of(thrown);
        if (failure.exitCode() == ExitCode.UNEXPECTED) {
            thrown.printStackTrace(console.err());
        }
        return failure.tell(format, console);
    }

    /** Looks at the words themselves: a command line that does not parse has no options yet. */
    private static Format format(String[] args) {
        Format format = Format.TEXT;
        for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
            String word = args[i].toLowerCase(Locale.ROOT);
            boolean spaced = (word.equals("-o") || word.equals("--output")) && i + 1 < args.length;
            if (spaced && args[i + 1].equalsIgnoreCase("json")
                    || word.equals("-ojson")
                    || word.equals("-o=json")
                    || word.equals("--output=json")) {
                format = Format.JSON;
            }
        }
        return format;
    }

    /** A signal interrupts the command, which saves its state and returns; the JVM then exits with the signal's code. */
    private static void stopOnSignal(Thread command, CountDownLatch done, PrintStream err) {
        Thread hook = new Thread(
                () -> {
                    if (done.getCount() == 0) {
                        return;
                    }
                    command.interrupt();
                    try {
                        if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                            err.println("crmlink: stopped without an answer from the running command");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "crmlink-stop");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // a signal came before anything was begun: the JVM is going down already
            command.interrupt();
        }
    }
}
