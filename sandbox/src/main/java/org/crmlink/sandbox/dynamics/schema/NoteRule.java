package org.crmlink.sandbox.dynamics.schema;

import org.crmlink.sandbox.schema.WriteRule;

/** Keeps size and kind of a note in step with its base64 document. */
final class NoteRule implements WriteRule {

    @Override
    public void apply(Draft draft) {
        if (draft.isSent("documentbody")) {
            if (draft.get("documentbody") instanceof String base64) {
                draft.set("filesize", decodedLength(base64));
                draft.set("isdocument", true);
            } else {
                draft.set("filesize", null);
                draft.set("isdocument", false);
            }
        }
    }

    private static int decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }
}
