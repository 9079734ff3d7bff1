package com.example.smallhost;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;

/** Brings a table up to date: in full the first time, what changed since the token after that. Used once. */
final class Download {

    private static final int PAGE_SIZE = 1_000;

    private final Job job;
    private final HostRetry retry;
    private final ChangeReader reader;
    private final ChangePath path;
    private final PrintStream log;
    private final String queryText;
    private final Table table;

    /** Ids that the full read has named, to find those that are gone. */
    private final Set<String> seen = new HashSet<>();

    private int received;
    private int removed;
    private boolean unnamed;

    Download(OpenJob open, PrintStream log) throws IOException {
        this.job = open.job();
        this.retry = open.retry();
        this.reader = open.connector().require(ChangeReader.class);
        // The connector lists its paths best first.
        this.path = open.describe().capabilities().changePaths().get(0);
        this.log = log;
        this.queryText = queryText(job);
        this.table = Table.read(job.table(), job.fields(), queryText);
    }

    static String queryText(Job job) {
        return job.connector() + " " + job.entity() + " " + String.join(",", job.fields());
    }

    /** Reads, saves, and says in one line what came. */
    String run() throws IOException {
        Optional<SyncToken> since = path.tracking() == ChangePath.Tracking.NONE ? Optional.empty() : table.token();
        boolean full = since.isEmpty();
        ChangeStep end = read(since);
        if (end instanceof ChangeStep.ResyncRequired resync && !full) {
            log.println(job.name() + ": the server wants a full read: " + resync.reason());
            full = true;
            seen.clear();
            end = read(Optional.empty());
        }
        if (!(end instanceof ChangeStep.End reached)) {
            throw new IllegalStateException("a full read cannot ask for a full read");
        }
        if (full) {
            removeWhatWasNotSeen();
        } else if (path.deletions() == ChangePath.Deletions.NONE) {
            removeWhatIsNotListed();
        }
        fetchUnread();
        table.save(queryText, reached.token());
        return (full ? "full read" : "changes") + ", " + received + " received, " + removed + " removed, "
                + table.unread().size() + " unread, " + table.size() + " rows in "
                + job.table().getFileName();
    }

    /** Takes over all pages of one read and returns how it ended. */
    private ChangeStep read(Optional<SyncToken> since) {
        ChangeQuery query =
                new ChangeQuery(job.entity(), job.fields(), Filter.all(), path.tracking(), since, PAGE_SIZE);
        try (ChangeStream stream = retry.call("changes of " + job.entity(), () -> reader.changes(query))) {
            while (true) {
                // A stream that fails stays where it was: the same call again is the retry.
                ChangeStep step = retry.call("changes of " + job.entity(), stream::next);
                if (!(step instanceof ChangePage page)) {
                    return step;
                }
                take(page);
            }
        }
    }

    private void take(ChangePage page) {
        page.rows().forEach(row -> {
            table.put(row);
            seen.add(row.id());
        });
        received += page.rows().size();
        for (Removal removal : page.removals()) {
            seen.remove(removal.id());
            if (removal.reason() == Removal.Reason.OWNER_CHANGED) {
                // It may still be visible; asking for it tells.
                table.unread().add(removal.id());
                seen.add(removal.id());
            } else if (table.remove(removal.id())) {
                removed++;
            }
        }
        page.unreadable().forEach(this::remember);
    }

    /** A record that cannot be decoded is neither dropped nor the end: the old row stays, and every run asks for it again. */
    private void remember(Unreadable unreadable) {
        log.println(job.name() + ": record '" + unreadable.id() + "' cannot be read: "
                + unreadable.error().getMessage());
        if (unreadable.id().isEmpty()) {
            unnamed = true;
        } else {
            table.unread().add(unreadable.id());
            seen.add(unreadable.id());
        }
    }

    private void fetchUnread() {
        if (table.unread().isEmpty()) {
            return;
        }
        FetchResult found = retry.call(
                "fetch of " + job.entity(),
                () -> reader.fetch(job.entity(), List.copyOf(table.unread()), job.fields()));
        found.rows().forEach(table::put);
        received += found.rows().size();
        for (String id : found.missing()) {
            removed += table.remove(id) ? 1 : 0;
        }
    }

    /** After a full read what it did not name is gone, unless something came whose id could not even be read. */
    private void removeWhatWasNotSeen() {
        if (!unnamed) {
            removed += table.keepOnly(seen);
        }
    }

    /** The server does not tell what was deleted: list all ids and compare. */
    private void removeWhatIsNotListed() {
        Set<String> listed = new HashSet<>();
        try (IdStream ids = retry.call("ids of " + job.entity(), () -> reader.ids(job.entity(), Filter.all()))) {
            List<String> some;
            do {
                some = retry.call("ids of " + job.entity(), ids::next);
                listed.addAll(some);
            } while (!some.isEmpty());
        }
        removed += table.keepOnly(listed);
    }
}
