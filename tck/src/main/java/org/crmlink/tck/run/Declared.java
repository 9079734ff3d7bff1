package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Profile;

/**
 * What a connector says of itself.
 *
 * @param lines in words, by entity; the whole connector's under an empty name
 * @param widest the widest profile that it declares
 * @param attachments whether it declares attachments
 */
record Declared(Map<String, List<String>> lines, Profile widest, boolean attachments) {

    static Declared of(Session session) {
        Run run = new Run(session);
        try {
            return of(run);
        } finally {
            run.close();
        }
    }

    private static Declared of(Run run) {
        Connector connector = run.connector();
        Capabilities capabilities = connector.capabilities();
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("", whole(capabilities));
        boolean tracked = false;
        boolean writes = false;
        if (capabilities.facets().contains(EntityMetadata.class)) {
            for (EntityType entity :
                    run.metadata().describe(new LinkedHashSet<>(run.fixture().entities()))) {
                lines.put(entity.name(), entity(entity.capabilities()));
                tracked |= !Reading.tracked(entity).isEmpty();
                writes |= !entity.capabilities().operations().isEmpty();
            }
        }
        boolean reads = capabilities.facets().contains(ChangeReader.class);
        boolean files = capabilities.facets().contains(AttachmentStore.class);
        Profile widest;
        if (reads && tracked && writes && capabilities.facets().contains(Uploader.class)) {
            widest = Profile.BIDIRECTIONAL;
        } else if (reads && tracked) {
            widest = Profile.CHANGE_READER;
        } else {
            widest = reads || !files ? Profile.READER : Profile.ATTACHMENT_STORE;
        }
        return new Declared(lines, widest, files);
    }

    private static List<String> whole(Capabilities capabilities) {
        List<String> lines = new ArrayList<>();
        lines.add("facets: "
                + String.join(
                        ", ",
                        capabilities.facets().stream()
                                .map(Class<? extends Facet>::getSimpleName)
                                .sorted()
                                .toList()));
        lines.add("at most " + capabilities.maxBatch() + " mutations in a request");
        lines.add("at most " + capabilities.maxPageSize() + " records in a page");
        lines.add(capabilities.parallelReaders() + " entities read at the same time");
        return lines;
    }

    private static List<String> entity(EntityCapabilities capabilities) {
        List<String> lines = new ArrayList<>();
        for (ChangePath path : capabilities.changePaths()) {
            lines.add("changes by " + path.tracking() + ", deletions " + path.deletions()
                    + (path.filters() ? ", filters on the server" : "") + (path.resumable() ? ", resumable" : ""));
        }
        capabilities.operations().stream()
                .sorted()
                .forEach(operation -> lines.add(operation + ", version check " + capabilities.versionCheck(operation)));
        lines.add("ids made by " + capabilities.idAssignment() + ", repeatable create by "
                + capabilities.repeatableCreate());
        return lines;
    }
}
