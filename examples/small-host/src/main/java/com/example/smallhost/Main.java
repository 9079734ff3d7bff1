package com.example.smallhost;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.crmlink.sdk.ConnectorException;

/** The command. Exit codes: 0 done, 1 failed, 2 ordered wrongly. */
public final class Main {

    private static final String USAGE = """
            small-host read JOB.properties...                     reads what changed into the table of each job
            small-host create JOB.properties FIELD=VALUE...       creates a record
            small-host update JOB.properties ID FIELD=VALUE...    changes a record that was read before
            small-host delete JOB.properties ID                   deletes a record that was read before""";

    private final PrintStream out = System.out;
    private final PrintStream log = System.err;

    private Main() {}

    /** Runs a command. */
    public static void main(String[] arguments) {
        System.exit(new Main().run(Arrays.asList(arguments)));
    }

    private int run(List<String> arguments) {
        try {
            if (arguments.size() < 2) {
                throw new UsageException(USAGE);
            }
            List<String> rest = arguments.subList(1, arguments.size());
            switch (arguments.get(0)) {
                case "read" -> {
                    return read(rest) ? 0 : 1;
                }
                case "create", "update", "delete" -> upload(arguments.get(0), rest);
                default -> throw new UsageException(USAGE);
            }
            return 0;
        } catch (UsageException e) {
            log.println(e.getMessage());
            return 2;
        } catch (ConnectorException e) {
            log.println(story(e));
            return 1;
        } catch (IOException e) {
            log.println(e);
            return 1;
        } catch (InterruptedException e) {
            log.println("interrupted");
            return 1;
        }
    }

    /** Opens all jobs, then reads them at the same time; one that fails does not stop the others. Tells whether all went well. */
    private boolean read(List<String> files) throws IOException, InterruptedException {
        List<OpenJob> open = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(files.size());
        try {
            for (String file : files) {
                open.add(OpenJob.open(Job.read(Path.of(file)), log));
            }
            List<Callable<String>> reads = new ArrayList<>();
            for (OpenJob job : open) {
                reads.add(() -> line(job, new Download(job, log).run()));
            }
            boolean fine = true;
            List<Future<String>> results = threads.invokeAll(reads);
            for (int i = 0; i < results.size(); i++) {
                try {
                    out.println(results.get(i).get());
                } catch (ExecutionException e) {
                    fine = false;
                    String why = e.getCause() instanceof ConnectorException failure
                            ? story(failure)
                            : String.valueOf(e.getCause());
                    log.println(open.get(i).job().name() + ": " + why);
                }
            }
            return fine;
        } finally {
            threads.shutdownNow();
            open.forEach(OpenJob::close);
        }
    }

    private void upload(String command, List<String> arguments) throws IOException {
        if (arguments.size() < 2 || (command.equals("update") && arguments.size() < 3)) {
            throw new UsageException(USAGE);
        }
        List<String> rest = arguments.subList(1, arguments.size());
        try (OpenJob job = OpenJob.open(Job.read(Path.of(arguments.get(0))), log)) {
            Upload upload = new Upload(job);
            String done = switch (command) {
                case "create" -> upload.create(rest);
                case "update" -> upload.update(rest.get(0), rest.subList(1, rest.size()));
                default -> upload.delete(rest.get(0));
            };
            out.println(line(job, done));
        }
    }

    private static String line(OpenJob job, String done) {
        return job.job().name() + " (" + job.title() + "): " + done + ", " + job.requests() + " requests";
    }

    /** All that a person needs: what failed, the server's own code, what to do. */
    private static String story(ConnectorException failure) {
        StringBuilder text = new StringBuilder(failure.kind() + ": " + failure.getMessage());
        failure.vendorCode().ifPresent(code -> text.append(" [").append(code).append(']'));
        failure.requestId().ifPresent(id -> text.append(" (request ").append(id).append(')'));
        failure.hint()
                .ifPresent(hint ->
                        text.append(System.lineSeparator()).append("hint: ").append(hint));
        return text.toString();
    }
}
