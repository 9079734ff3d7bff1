package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.upload.MutationResult;

/**
 * Which records are known to be whose creation: another creation whose answer was lost is none of them. The last some thousands of this connector's
 * life; an earlier life's are not known. Thread-safe.
 */
@Singleton
final class SentCreates {

    private static final int MOST = 5_000;

    private final Map<String, String> operationByRecord = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    @Inject
    SentCreates() {}

    /**
     * Notes what was answered.
     *
     * @param results of {@code sent}, in the same order
     */
    synchronized void answered(List<Preparation.Ready> sent, List<MutationResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (sent.get(i).way() == Preparation.Way.CREATE
                    && results.get(i) instanceof MutationResult.Applied applied) {
                operationByRecord.put(applied.id(), applied.operationId());
            }
        }
    }

    /** Whether the record is known to be another creation's. */
    synchronized boolean isOfAnother(String recordId, String operationId) {
        String known = operationByRecord.get(recordId);
        return known != null && !known.equals(operationId);
    }
}
