package org.crmlink.sdk.change;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;

/**
 * What to read. Immutable.
 *
 * @param entity name of the entity
 * @param fields the fields wanted, which is also the order of a row's values; readable ones only; the key field need not be named
 * @param filter which records; see {@link ChangeStream#residual()}
 * @param path one of the entity's change paths
 * @param since where to go on: a token or checkpoint of an earlier stream with the same entity, fields, filter and path; empty reads in full
 * @param pageSize the wish for records in a page, at least 1; a hint
 */
public record ChangeQuery(
        String entity,
        List<String> fields,
        Filter filter,
        ChangePath.Tracking path,
        Optional<SyncToken> since,
        int pageSize) {

    public ChangeQuery {
        requireNonNull(entity, "entity is null");
        fields = List.copyOf(fields);
        requireNonNull(filter, "filter is null");
        requireNonNull(path, "path is null");
        requireNonNull(since, "since is null");
        if (pageSize < 1) {
            throw new IllegalArgumentException("pageSize must be at least 1");
        }
    }

    /** The same query from another place. */
    public ChangeQuery since(SyncToken token) {
        return new ChangeQuery(entity, fields, filter, path, Optional.of(token), pageSize);
    }
}
