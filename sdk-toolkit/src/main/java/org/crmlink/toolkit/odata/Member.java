package org.crmlink.toolkit.odata;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * What one JSON name means in the entries of a list, and which name came behind it last time: a list writes its entries in one order, so the next
 * name is mostly the one that is expected, and comparing the bytes is cheaper than reading a name and looking it up. One-at-a-time.
 */
final class Member {

    /** What an entry says with it. */
    enum Kind {
        /** A cell, or an annotation of one: what the query asked for. */
        SLOT,
        VERSION,
        CONTEXT,
        REMOVED,
        ENTRY_ID,
        REASON,
        /** Anything not asked for; skipped unread. */
        FOREIGN
    }

    final SerializableString name;
    final Kind kind;
    final RowLayout.@Nullable Slot slot;
    /** Whether its text is the id of a removal, whatever else it is. */
    final boolean id;

    @Nullable
    Member follower;

    Member(String name, RowLayout.@Nullable Slot slot) {
        this.name = new SerializedString(name);
        this.slot = slot;
        this.id = name.equals("id");
        this.kind = slot != null ? Kind.SLOT : kind(name);
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "@odata.etag", "@etag" -> Kind.VERSION;
            case "@odata.context", "@context" -> Kind.CONTEXT;
            case "@removed", "@odata.removed" -> Kind.REMOVED;
            case "id", "@odata.id", "@id" -> Kind.ENTRY_ID;
            case "reason" -> Kind.REASON;
            default -> Kind.FOREIGN;
        };
    }
}
