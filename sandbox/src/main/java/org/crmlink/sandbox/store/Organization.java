package org.crmlink.sandbox.store;

import org.jspecify.annotations.Nullable;

/**
 * What the server puts into rows when the client does not say.
 *
 * @param user the caller of writes that name none; owner of what it creates
 * @param currency the base currency, or null if the vendor has none
 */
public record Organization(
        @Nullable Reference user, @Nullable Reference currency) {

    /** Nothing known yet; automatic references stay empty. */
    public static final Organization EMPTY = new Organization(null, null);
}
