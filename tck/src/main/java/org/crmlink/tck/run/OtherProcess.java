package org.crmlink.tck.run;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Reads on from tokens in another process, at the other end of the world: a Java machine of its own, another time zone, another language. */
public final class OtherProcess {

    /** The process starts, loads the connector and reads some records. */
    private static final int LONGEST_SECONDS = 45;

    /** Where the classes are that the other process needs: this kit, the contract, the loader, and what their classes are annotated with. */
    private static final List<Class<?>> NEEDED =
            List.of(OtherProcess.class, Connector.class, ConnectorLoader.class, NullMarked.class, Test.class);

    private OtherProcess() {}

    /**
     * What the reads brought.
     *
     * @param records of each query, the text that came first in a record, by id
     * @param files the names of files that the feed told
     * @param left what the connector left in the process after it was closed
     * @param failure what went wrong in the other process; an empty text if nothing did
     */
    public record Found(List<Map<String, String>> records, Set<String> files, List<String> left, String failure) {}

    /**
     * Reads on.
     *
     * @param queries each with its token, on a path that tells changes, and without a filter
     * @param files a token of the feed of files
     */
    public static Found read(Run run, List<ChangeQuery> queries, Optional<SyncToken> files)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(run.scratch(), "process");
        Path answer = home.resolve("answer");
        PluginCopy copy = PluginCopy.of(run.pluginDirectory(), home.resolve("plugins"));
        Process process = new ProcessBuilder(command())
                .redirectOutput(answer.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            // secrets go through a pipe: everybody sees the words of a command
            try (DataOutputStream out = new DataOutputStream(process.getOutputStream())) {
                LongText.write(out, copy.root().toString());
                LongText.write(out, run.fixture().connector());
                LongText.write(
                        out, Files.createDirectories(home.resolve("temp")).toString());
                ask(out, run.configuration(), queries, files);
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                return new Found(List.of(), Set.of(), List.of(), "it did not end within " + LONGEST_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0 || Files.size(answer) == 0) {
            throw new Inconclusive("another Java process could not be used: it ended with " + process.exitValue());
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(answer))) {
            return found(in);
        }
    }

    private static List<String> command() {
        Set<String> classPath = new LinkedHashSet<>();
        for (Class<?> type : NEEDED) {
            classPath.add(Path.of(URI.create(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                // what Java itself does not tell: see ProcessRemains
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                // far west: a time that was written in another zone lies in the future here
                "-Duser.timezone=Pacific/Pago_Pago",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.extensions=u-nu-arab",
                "-cp",
                String.join(File.pathSeparator, classPath),
                OtherProcessMain.class.getName());
    }

    private static void ask(
            DataOutputStream out,
            Map<String, String> configuration,
            List<ChangeQuery> queries,
            Optional<SyncToken> files)
            throws IOException {
        out.writeInt(configuration.size());
        for (Map.Entry<String, String> option : configuration.entrySet()) {
            LongText.write(out, option.getKey());
            LongText.write(out, option.getValue());
        }
        out.writeInt(queries.size());
        for (ChangeQuery query : queries) {
            LongText.write(out, query.entity());
            LongText.write(out, query.path().name());
            LongText.write(out, query.since().orElseThrow().value());
            out.writeInt(query.pageSize());
            out.writeInt(query.fields().size());
            for (String field : query.fields()) {
                LongText.write(out, field);
            }
        }
        LongText.write(out, files.map(SyncToken::value).orElse(""));
    }

    private static Found found(DataInputStream in) throws IOException {
        String failure = LongText.read(in);
        List<Map<String, String>> records = new ArrayList<>();
        int queries = in.readInt();
        for (int n = 0; n < queries; n++) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String id = LongText.read(in);
                texts.put(id, LongText.read(in));
            }
            records.add(texts);
        }
        Set<String> files = new LinkedHashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            files.add(LongText.read(in));
        }
        List<String> remains = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            remains.add(LongText.read(in));
        }
        return new Found(records, files, remains, failure);
    }
}
