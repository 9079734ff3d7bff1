package org.crmlink.host.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlink.host.guard.GuardedConnectorTest.thrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.config.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedAttachmentsTest {

    private static final AttachmentRef REF = new AttachmentRef("1", "");
    private static final UploadSession SESSION = new UploadSession(Secret.of("s"), 0);
    private static final WriteCondition ALWAYS = new WriteCondition.Always();

    private final FakeConnector fake = new FakeConnector();
    private final BrokenStore store = new BrokenStore();
    private AttachmentStore guarded;

    @BeforeEach
    void aStoreBehindItsGuard() {
        fake.declared = Set.of(AttachmentStore.class);
        fake.facets.put(AttachmentStore.class, store);
        guarded = GuardedConnector.wrap("fake", fake).require(AttachmentStore.class);
    }

    private static UploadTarget target(long size) {
        return new UploadTarget(
                Optional.empty(), Optional.empty(), Optional.empty(), "n", "", OptionalLong.of(size), Map.of(), ALWAYS);
    }

    private Map<Feature, ThrowingCallable> callsByFeature() {
        return Map.of(
                Feature.READ, () -> guarded.stat(REF),
                Feature.CHANGE_FEED, () -> guarded.changes(Optional.empty()),
                Feature.WRITE, () -> guarded.begin(target(1)),
                Feature.RESUME_UPLOAD, () -> guarded.resume(SESSION),
                Feature.DELETE, () -> guarded.delete(REF, ALWAYS),
                Feature.RENAME, () -> guarded.rename(REF, Optional.empty(), "n", ALWAYS),
                Feature.VERSIONS, () -> guarded.versions(REF),
                Feature.RANGE, () -> guarded.download(REF, 5, Optional.empty()),
                Feature.FOLDERS, () -> guarded.list(Optional.of(REF)));
    }

    @Test
    void META4_eachCallNeedsItsFeature() {
        callsByFeature().forEach((feature, call) -> {
            store.features = EnumSet.complementOf(EnumSet.of(feature));
            ConnectorException e = thrownBy(call);
            assertThat(e.kind()).as(feature.name()).isEqualTo(ErrorKind.UNSUPPORTED);
            assertThat(e).hasMessageContaining(feature.name());
        });
        assertThat(store.calls).isZero();
    }

    @Test
    void declaredCallsReachTheStoreAndItsDefectsAreNamed() {
        callsByFeature().forEach((feature, call) -> {
            store.features = EnumSet.allOf(Feature.class);
            int before = store.calls;
            assertThat(thrownBy(call).kind()).as(feature.name()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(store.calls).isEqualTo(before + 1);
        });
    }

    @Test
    void aDefectWhileWritingLeavesTheOutcomeUnknown() {
        List<ThrowingCallable> writes = List.of(
                () -> guarded.append(SESSION, new ByteArrayInputStream(new byte[0]), 0),
                () -> guarded.finish(SESSION),
                () -> guarded.abort(SESSION),
                () -> guarded.createFolder(Optional.empty(), "n"),
                () -> guarded.delete(REF, ALWAYS));
        for (ThrowingCallable write : writes) {
            assertThat(thrownBy(write).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
        assertThat(thrownBy(() -> guarded.list(new RecordRef("account", "1"))).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aFileBeyondTheDeclaredSizeIsRefusedBeforeItIsSent() {
        assertThat(thrownBy(() -> guarded.begin(target(1_001))).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(store.calls).isZero();
    }

    /** A store whose every call is a defect, so that a call that reaches it shows. */
    private static final class BrokenStore implements AttachmentStore {
        private Set<Feature> features = EnumSet.allOf(Feature.class);
        private int calls;

        private <T> T broken() {
            calls++;
            throw new UnsupportedOperationException("broken");
        }

        @Override
        public AttachmentCapabilities attachmentCapabilities() {
            return new AttachmentCapabilities(features, 1_000, 1, Optional.empty(), false);
        }

        @Override
        public AttachmentFeed list(Optional<AttachmentRef> folder) {
            return broken();
        }

        @Override
        public AttachmentFeed list(RecordRef record) {
            return broken();
        }

        @Override
        public AttachmentFeed changes(Optional<SyncToken> since) {
            return broken();
        }

        @Override
        public Attachment stat(AttachmentRef ref) {
            return broken();
        }

        @Override
        public Download download(AttachmentRef ref, long offset, Optional<String> version) {
            return broken();
        }

        @Override
        public UploadSession begin(UploadTarget target) {
            return broken();
        }

        @Override
        public UploadSession resume(UploadSession session) {
            return broken();
        }

        @Override
        public UploadSession append(UploadSession session, InputStream chunk, long length) {
            return broken();
        }

        @Override
        public Attachment finish(UploadSession session) {
            return broken();
        }

        @Override
        public void abort(UploadSession session) {
            broken();
        }

        @Override
        public Attachment createFolder(Optional<AttachmentRef> parent, String name) {
            return broken();
        }

        @Override
        public Attachment rename(
                AttachmentRef ref, Optional<AttachmentRef> newParent, String newName, WriteCondition condition) {
            return broken();
        }

        @Override
        public void delete(AttachmentRef ref, WriteCondition condition) {
            broken();
        }

        @Override
        public List<Attachment> versions(AttachmentRef ref) {
            return broken();
        }
    }
}
