package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;

/** A listing of ids; it ends only where the server said that it was complete [DEL-3]. One-at-a-time. */
final class PaperIds implements IdStream {

    private final PaperService service;
    private final Set<String> visited = new HashSet<>();
    private HttpCall call;
    private boolean complete;
    private boolean closed;

    PaperIds(PaperService service, HttpCall first) {
        this.service = service;
        this.call = first;
    }

    /** A page of ids. */
    private record Page(List<String> ids, String next, boolean complete) {}

    @Override
    public List<String> next() {
        service.requireOpen();
        if (closed) {
            throw new IllegalStateException("the listing is closed");
        }
        // an empty page in the middle must not look like the end
        while (!complete) {
            Page page;
            try {
                page = service.json(call, PaperIds::read);
            } catch (ConnectorException e) {
                if (Flaw.FORBIDDEN_IDS_ARE_NONE.here() && e.kind() == ErrorKind.FORBIDDEN) {
                    complete = true;
                    return List.of();
                }
                if (Flaw.FAILED_IDS_PAGE_ENDS.here() && !visited.isEmpty()) {
                    complete = true;
                    return List.of();
                }
                throw e;
            }
            boolean later = !visited.isEmpty();
            visited.add(call.address().toString());
            complete = page.complete();
            if (!complete) {
                HttpCall following = service.follow("ids", call.entity(), page.next());
                if (visited.contains(following.address().toString())) {
                    throw PaperErrors.protocol(call, "the link to the next page repeats")
                            .build();
                }
                call = following;
            }
            if (!page.ids().isEmpty()) {
                if (Flaw.IDS_SKIPPED.here() && later) {
                    return page.ids().subList(1, page.ids().size());
                }
                return Flaw.ODD_IDS.here() ? odd(page.ids()) : page.ids();
            }
        }
        return List.of();
    }

    private static List<String> odd(List<String> ids) {
        List<String> twice = new ArrayList<>(ids);
        Collections.reverse(twice);
        twice.addAll(ids);
        return twice;
    }

    private static Page read(InputStream body) throws IOException {
        List<String> ids = new ArrayList<>();
        boolean listed = false;
        boolean complete = false;
        String next = "";
        try (JsonParser in = StrictJson.parser(body)) {
            PageReader.start(in);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String member = in.currentName();
                JsonToken token = in.nextToken();
                if (member.equals("ids") && token == JsonToken.START_ARRAY) {
                    listed = true;
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        if (in.currentToken() != JsonToken.VALUE_STRING) {
                            throw new MalformedJsonException("an id is not a text");
                        }
                        ids.add(in.getText());
                    }
                } else if (member.equals("next") && token == JsonToken.VALUE_STRING) {
                    next = in.getText();
                } else {
                    complete |= member.equals("complete") && token == JsonToken.VALUE_TRUE;
                    in.skipChildren();
                }
            }
            StrictJson.requireEnd(in);
        }
        if (!listed || complete != next.isEmpty()) {
            throw new MalformedJsonException("the listing is not complete");
        }
        return new Page(List.copyOf(ids), next, complete);
    }

    @Override
    public void close() {
        closed = true;
    }
}
