package org.crmlink.tck.check;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Reply;

/** Ways in which an answer with status 200 comes that is none. In words: an answer was … */
enum Spoiling {
    CUT_SHORT(reply -> bytes(reply, reply.text().substring(0, reply.text().length() * 3 / 5))),
    EMPTY(reply -> bytes(reply, "")),
    A_LOGIN_PAGE_IN_HTML(reply -> typed(
            reply,
            "text/html; charset=utf-8",
            "<!DOCTYPE html><html><body><form action=\"/login\">Sign in</form></body></html>")),
    PLAIN_TEXT(reply -> typed(reply, "text/plain", "OK")),
    FOLLOWED_BY_GARBAGE(reply -> bytes(reply, reply.text() + "\n<!-- served by gateway 7 -->")),
    AN_EMPTY_OBJECT(reply -> bytes(reply, reply.text().stripLeading().startsWith("<") ? "<x/>" : "{}")),
    CUT_OFF_ON_THE_WIRE(null);

    private final FaultAction action;

    Spoiling(@org.jspecify.annotations.Nullable UnaryOperator<Reply> change) {
        action = change == null
                ? new FaultAction.After(new FaultAction.Wire.Close(200))
                : new FaultAction.Rewrite(change);
    }

    FaultAction action() {
        return action;
    }

    private static Reply bytes(Reply reply, String text) {
        return new Reply(reply.status(), reply.headers(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply typed(Reply reply, String type, String text) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(reply.headers());
        headers.put("Content-Type", type);
        return bytes(new Reply(reply.status(), headers, reply.body()), text);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("html", "HTML");
    }
}
