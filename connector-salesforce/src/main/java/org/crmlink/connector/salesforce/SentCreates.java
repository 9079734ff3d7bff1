package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.upload.MutationResult;

/**
 * When creations were sent, and which records are known to be whose: what is asked for when an answer was lost. The last some thousands of this
 * connector's life; an earlier life's are not known. Thread-safe.
 */
@Singleton
final class SentCreates {

    private static final int MOST = 5_000;

    private final Clock clock;
    private final Map<String, Instant> sent = bounded();
    private final Map<String, String> operationByRecord = bounded();

    @Inject
    SentCreates(ConnectorContext context) {
        this.clock = context.clock();
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MOST;
            }
        };
    }

    synchronized void sending(List<Preparation.Ready> batch) {
        Instant now = clock.instant();
        for (Preparation.Ready one : batch) {
            if (one.way() == Preparation.Way.CREATE) {
                sent.put(one.mutation().operationId(), now);
            }
        }
    }

    synchronized void answered(List<MutationResult> results) {
        for (MutationResult result : results) {
            if (result instanceof MutationResult.Applied applied && sent.remove(applied.operationId()) != null) {
                operationByRecord.put(applied.id(), applied.operationId());
            }
        }
    }

    /** When the creation was sent, by our clock. */
    synchronized Optional<Instant> sentAt(String operationId) {
        return Optional.ofNullable(sent.get(operationId));
    }

    /** Whether the record is known to be another creation's. */
    synchronized boolean isOfAnother(String recordId, String operationId) {
        String known = operationByRecord.get(recordId);
        return known != null && !known.equals(operationId);
    }
}
