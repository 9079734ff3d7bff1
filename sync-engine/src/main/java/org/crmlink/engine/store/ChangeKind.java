package org.crmlink.engine.store;

import java.util.Locale;

/** What a local edit amounts to. */
public enum ChangeKind {
    CREATE,
    UPDATE,
    DELETE;

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ChangeKind ofSql(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
