package org.crmlink.tck.run;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Declaration;
import org.crmlink.tck.Profile;

/**
 * What a connector says of itself, and which profiles that is enough for.
 *
 * @param declaration what it declares
 * @param profiles the profiles for which it declares enough
 */
record Declared(Declaration declaration, Set<Profile> profiles) {

    /** From the widest to the narrowest. */
    private static final List<Profile> BY_WIDTH =
            List.of(Profile.BIDIRECTIONAL, Profile.CHANGE_READER, Profile.READER, Profile.ATTACHMENT_STORE);

    Declared {
        profiles = Set.copyOf(profiles);
    }

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
        Map<String, EntityCapabilities> entities = new LinkedHashMap<>();
        boolean tracked = false;
        boolean writes = false;
        if (capabilities.facets().contains(EntityMetadata.class)) {
            for (EntityType entity :
                    run.metadata().describe(new LinkedHashSet<>(run.fixture().entities()))) {
                entities.put(entity.name(), entity.capabilities());
                tracked |= !Reading.tracked(entity).isEmpty();
                writes |= !entity.capabilities().operations().isEmpty();
            }
        }
        Optional<AttachmentCapabilities> attachments =
                connector.facet(AttachmentStore.class).map(AttachmentStore::attachmentCapabilities);
        Set<Profile> profiles = EnumSet.noneOf(Profile.class);
        if (capabilities.facets().contains(ChangeReader.class)) {
            profiles.add(Profile.READER);
            if (tracked) {
                profiles.add(Profile.CHANGE_READER);
            }
            if (tracked && writes && capabilities.facets().contains(Uploader.class)) {
                profiles.add(Profile.BIDIRECTIONAL);
            }
        }
        if (attachments.isPresent()) {
            profiles.add(Profile.ATTACHMENT_STORE);
        }
        return new Declared(new Declaration(capabilities, entities, attachments), profiles);
    }

    /** The widest profile for which it declares enough; the narrowest of all if there is none. */
    Profile widest() {
        return BY_WIDTH.stream().filter(profiles::contains).findFirst().orElse(Profile.READER);
    }
}
