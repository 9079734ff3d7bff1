package org.crmlink.sandbox.dynamics.schema;

import org.crmlink.sandbox.schema.WriteRule;

/** Keeps size and kind of a note or attachment in step with its base64 document. */
final class NoteRule implements WriteRule {

    private final String body;

    /** A rule for the column that holds the document. */
    NoteRule(String body) {
        this.body = body;
    }

    @Override
    public void apply(Draft draft) {
        if (draft.isSent(body)) {
            boolean note = body.equals("documentbody");
            if (draft.get(body) instanceof String base64) {
                draft.set("filesize", decodedLength(base64));
                if (note) {
                    draft.set("isdocument", true);
                }
            } else {
                draft.set("filesize", null);
                if (note) {
                    draft.set("isdocument", false);
                }
            }
        }
    }

    private static int decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }
}
