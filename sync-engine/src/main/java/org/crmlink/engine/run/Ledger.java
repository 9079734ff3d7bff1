package org.crmlink.engine.run;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.SyncEvent;
import org.crmlink.engine.SyncListener;
import org.crmlink.engine.SyncPhase;
import org.crmlink.engine.SyncReport;

/** The account of a running sync: figures by entity, warnings, progress. Events and warnings are thread-safe, accounts belong to the sync's thread. */
public final class Ledger {

    private static final System.Logger LOG = System.getLogger("org.crmlink.engine");

    private final SyncListener listener;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int suppressed;

    public Ledger(SyncListener listener) {
        this.listener = requireNonNull(listener, "listener is null");
    }

    public Account account(String entity) {
        return accounts.computeIfAbsent(entity, Account::new);
    }

    /** Whether the server has taken anything from here. */
    public boolean hasSent() {
        return accounts.values().stream().anyMatch(account -> account.sent() > 0);
    }

    public synchronized void tell(SyncEvent event) {
        listener.on(event);
    }

    public void begin(SyncPhase phase) {
        LOG.log(System.Logger.Level.DEBUG, "phase {0}", phase);
        tell(new SyncEvent.PhaseStarted(phase));
    }

    /** Something that a person should know; never with record values. */
    public synchronized void warn(String text) {
        LOG.log(System.Logger.Level.INFO, text);
        // one place is kept for the count of the others
        if (warnings.size() < SyncReport.MAX_WARNINGS - 1) {
            warnings.add(text);
        } else {
            suppressed++;
        }
        listener.on(new SyncEvent.Warning(text));
    }

    public synchronized List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        if (suppressed > 0) {
            all.add(suppressed + " more warnings are in the log");
        }
        return all;
    }
}
