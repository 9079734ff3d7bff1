package org.crmlink.benchmarks.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The server's process: prints its ports' addresses in one line, and ends when its input does, which is when its parent ends. */
public final class ServerProgram {

    private ServerProgram() {}

    /** Arguments: accounts, accounts on the port with many, accounts that can be changed, contacts of the Salesforce org. */
    public static void main(String[] args) throws IOException {
        BenchServer.Size size = new BenchServer.Size(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]));
        try (BenchServer server = BenchServer.start(size)) {
            new PrintStream(System.out, true, StandardCharsets.UTF_8)
                    .println(String.join(
                            " ",
                            server.plainUrl(),
                            server.gzipUrl(),
                            server.latencyUrl(),
                            server.manyUrl(),
                            server.sandboxUrl(),
                            server.salesforceUrl()));
            while (System.in.read() >= 0) {
                // nothing is said here; the end is what counts
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
