package org.crmlink.tck.run;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath.Tracking;

/** What {@link OtherProcess} starts: takes the question from standard input, and answers on standard output, which nobody else gets to see. */
final class OtherProcessMain {

    private final List<Map<String, String>> records = new ArrayList<>();
    private final Set<String> files = new LinkedHashSet<>();
    private final ProcessRemains before = ProcessRemains.now();

    private OtherProcessMain() {}

    /** What a host gives: its own time, and no memory of other processes. */
    private record Context(Path tempDirectory, CredentialStore credentials) implements ConnectorContext {

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Sleeper sleeper() {
            return duration -> Thread.sleep(duration.toMillis());
        }

        @Override
        public <S> Optional<S> service(Class<S> type) {
            return type == CredentialStore.class ? Optional.of(type.cast(credentials)) : Optional.empty();
        }
    }

    public static void main(String[] args) throws IOException {
        PrintStream answer = System.out;
        System.setOut(System.err);
        OtherProcessMain main = new OtherProcessMain();
        String failure = "";
        try (DataInputStream in = new DataInputStream(System.in)) {
            main.work(in);
        } catch (RuntimeException e) {
            failure = e.toString();
        }
        try (DataOutputStream out = new DataOutputStream(answer)) {
            main.answer(out, failure);
        }
        // threads that a connector left behind are the business of other checks
        System.exit(0);
    }

    private void work(DataInputStream in) throws IOException {
        Path plugins = Path.of(LongText.read(in));
        String id = LongText.read(in);
        Context context = new Context(Path.of(LongText.read(in)), new MemoryCredentials());
        Map<String, String> values = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String option = LongText.read(in);
            values.put(option, LongText.read(in));
        }
        try (LoadedConnectors loaded =
                ConnectorLoader.create().pluginDirectory(plugins).load()) {
            LoadedConnector plugin = loaded.find(id).orElseThrow();
            Configuration configuration = Configuration.of(plugin.descriptor().options(), values);
            try (Connector connector = plugin.provider().open(configuration, context)) {
                connector.identify();
                for (int left = in.readInt(); left > 0; left--) {
                    records.add(read(connector.facet(ChangeReader.class).orElseThrow(), query(in)));
                }
                String token = LongText.read(in);
                if (!token.isEmpty()) {
                    AttachmentStore store =
                            connector.facet(AttachmentStore.class).orElseThrow();
                    FileChanges feed = FileChanges.all(store.changes(Optional.of(new SyncToken(token))));
                    files.addAll(FileChanges.held(List.of(feed)).keySet());
                }
            }
        }
    }

    private static ChangeQuery query(DataInputStream in) throws IOException {
        String entity = LongText.read(in);
        Tracking path = Tracking.valueOf(LongText.read(in));
        SyncToken token = new SyncToken(LongText.read(in));
        int pageSize = in.readInt();
        List<String> fields = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            fields.add(LongText.read(in));
        }
        return new ChangeQuery(entity, fields, Filter.all(), path, Optional.of(token), pageSize);
    }

    private static Map<String, String> read(ChangeReader reader, ChangeQuery query) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Row row : Reading.all(reader, query).rows()) {
            texts.put(row.id(), String.valueOf(row.value(0)));
        }
        return texts;
    }

    private void answer(DataOutputStream out, String failure) throws IOException {
        LongText.write(out, failure);
        out.writeInt(records.size());
        for (Map<String, String> texts : records) {
            out.writeInt(texts.size());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                LongText.write(out, text.getKey());
                LongText.write(out, text.getValue());
            }
        }
        out.writeInt(files.size());
        for (String file : files) {
            LongText.write(out, file);
        }
        List<String> left = ProcessRemains.now().since(before);
        out.writeInt(left.size());
        for (String what : left) {
            LongText.write(out, what);
        }
    }
}
