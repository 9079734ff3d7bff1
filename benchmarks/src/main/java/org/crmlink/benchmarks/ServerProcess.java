package org.crmlink.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.crmlink.benchmarks.server.ServerProgram;

/** The server in a JVM of its own. It ends with this process, even if that is killed. */
final class ServerProcess implements AutoCloseable {

    /** A million records as text are 1 GB, the others fit into the rest. */
    private static final int HEAP_MB = 4_096;

    private final Process process;
    private final List<String> urls;

    private ServerProcess(Process process, List<String> urls) {
        this.process = process;
        this.urls = urls;
    }

    static ServerProcess start(Measurement.Amount amount, List<Measurement> measurements) throws IOException {
        boolean salesforce = measurements.stream().anyMatch(one -> one.port() == Measurement.Port.SALESFORCE);
        List<String> command = Jvm.command(
                HEAP_MB,
                ServerProgram.class,
                List.of(
                        Integer.toString(amount.accounts()),
                        Integer.toString(amount.million()),
                        Integer.toString(amount.uploads()),
                        Integer.toString(salesforce ? amount.contacts() : 0)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the server did not start");
        }
        return new ServerProcess(process, List.of(line.split(" ", -1)));
    }

    /** @throws IOException if the server is gone, so that nobody is blamed for it */
    String url(Measurement.Port port) throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the server has ended with " + process.exitValue());
        }
        return urls.get(port.ordinal());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
