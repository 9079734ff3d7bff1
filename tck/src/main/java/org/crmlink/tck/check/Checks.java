package org.crmlink.tck.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.tck.Requirement;

/** All checks, in the order in which they run. */
public final class Checks {

    /** The classes that hold them. The last one looks at what all others left behind. */
    public static final List<Class<?>> CLASSES = List.of(
            LoadingChecks.class,
            LifecycleChecks.class,
            ConfigurationChecks.class,
            MetadataChecks.class,
            DeclarationChecks.class,
            FullReadChecks.class,
            FilterChecks.class,
            ChangeChecks.class,
            LateChangeChecks.class,
            TokenChecks.class,
            OtherProcessChecks.class,
            ResumeChecks.class,
            PageChecks.class,
            DeletionChecks.class,
            ListingFaultChecks.class,
            UploadChecks.class,
            OwnWriteChecks.class,
            LinkChecks.class,
            IdempotencyChecks.class,
            TransportChecks.class,
            ConflictChecks.class,
            PartialFailureChecks.class,
            UnreadableChecks.class,
            TextChecks.class,
            NumberChecks.class,
            TimeChecks.class,
            ReferenceChecks.class,
            ThrottlingChecks.class,
            LoginChecks.class,
            TimeoutChecks.class,
            ConcurrencyChecks.class,
            ContentChecks.class,
            RangeChecks.class,
            DownloadChecks.class,
            UploadCutChecks.class,
            ContentHashChecks.class,
            FileConditionChecks.class,
            FolderChecks.class,
            FileFeedChecks.class,
            LargeFileChecks.class,
            FileOriginChecks.class,
            LeakChecks.class,
            TlsChecks.class,
            OriginChecks.class,
            HostileAnswerChecks.class,
            LiteralChecks.class,
            JarChecks.class,
            ReportingChecks.class,
            // leaves more records than others could read in small pages
            MemoryChecks.class,
            LeftBehindChecks.class);

    private Checks() {}

    /** The requirements that no check looks at, openly, with the reason. */
    public static Map<Requirement, String> untested() {
        return new LinkedHashMap<>();
    }
}
