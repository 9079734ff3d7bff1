package org.crmlink.sandbox.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.PlugIns;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * The administrator's requests under {@code /sandbox}: what can be changed while the sandbox runs. No vendor has these paths. They need no
 * token: the server listens on the loopback address only. Thread-safe.
 */
public final class AdminFace implements Face {

    private static final String ROOT = "/sandbox";

    /** What takes the whole sandbox. */
    public interface Whole {
        /** Lets the simulated colleagues work, and says what they did. */
        String colleaguesWork(int round);

        /**
         * Customizes the organization by a definition document.
         *
         * @throws IllegalArgumentException if it does not fit
         * @throws IllegalStateException while a transaction is open
         */
        void define(Map<?, ?> definition) throws IOException;
    }

    private final Identity identity;
    private final RequestLog requests;
    private final SettingsDesk settings;
    private final FaultDesk faults;
    private final TableDesk tables;
    private final RightsDesk rights;
    private final PlugIns plugIns;
    private final Whole whole;

    /** An administrator of these parts. */
    public AdminFace(
            Store store,
            Identity identity,
            Rights rights,
            DynamicsSettings settings,
            Faults faults,
            RequestLog requests,
            Whole whole) {
        this.identity = identity;
        this.requests = requests;
        this.settings = new SettingsDesk(store, identity, settings);
        this.faults = new FaultDesk(faults);
        this.tables = new TableDesk(store);
        this.rights = new RightsDesk(store, rights, identity);
        this.plugIns = new PlugIns(store);
        this.whole = whole;
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        String path = request.path();
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            return Optional.empty();
        }
        List<String> steps =
                new ArrayList<>(List.of(path.substring(ROOT.length()).split("/")));
        steps.removeIf(String::isEmpty);
        try {
            return Optional.of(route(request, steps));
        } catch (AdminException e) {
            return Optional.of(error(e.status(), e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Optional.of(error(400, e.getMessage()));
        } catch (IllegalStateException e) {
            return Optional.of(error(409, e.getMessage() + "; try again"));
        } catch (IOException e) {
            return Optional.of(error(500, e.getMessage()));
        }
    }

    private HttpResponse route(HttpRequest request, List<String> steps) throws IOException {
        String what = request.method() + " " + (steps.isEmpty() ? "" : steps.get(0)) + (steps.size() > 1 ? "/…" : "");
        return switch (what) {
            case "GET " -> json(200, overview());
            case "PATCH " -> json(200, settings.change(Members.of(request)));
            case "POST clock" -> json(200, settings.clock(Members.of(request)));
            case "GET faults" -> json(200, Map.of("faults", faults.all()));
            case "POST faults" -> json(201, faults.order(request, Members.of(request)));
            case "DELETE faults" -> done(faults::takeBackAll);
            case "GET faults/…" -> json(200, faults.one(number(steps)));
            case "DELETE faults/…" -> done(() -> faults.takeBack(number(steps)));
            case "GET tables" -> json(200, tables.all());
            case "PATCH tables/…" -> json(200, tables.change(steps, Members.of(request)));
            case "DELETE tables/…" -> done(() -> tables.remove(steps));
            case "POST schema" -> define(Members.of(request));
            case "POST rights" -> json(200, rights.change(Members.of(request)));
            case "DELETE rights" -> done(rights::reset);
            case "POST plugins" -> plugIn(Members.of(request));
            case "DELETE plugins/…" -> done(() -> plugIns.clear(steps.get(1)));
            case "POST tokens" -> tokens(Members.of(request));
            case "POST colleagues" -> colleagues(Members.of(request));
            case "GET requests" -> json(200, requests());
            case "DELETE requests" -> done(requests::clear);
            default -> throw AdminException.unknown();
        };
    }

    private static int number(List<String> steps) {
        try {
            return Integer.parseInt(steps.get(1));
        } catch (NumberFormatException e) {
            throw new AdminException(404, "no fault '" + steps.get(1) + "': ids are numbers");
        }
    }

    private Map<String, @Nullable Object> overview() {
        Map<String, @Nullable Object> shown = settings.shown();
        shown.put("faults", faults.all());
        Map<String, String> kinds = new LinkedHashMap<>();
        for (FaultKind kind : FaultKind.values()) {
            kinds.put(kind.label(), kind.meaning());
        }
        shown.put("faultKinds", kinds);
        return shown;
    }

    private HttpResponse define(Members members) throws IOException {
        whole.define(members.all());
        return HttpResponse.empty(204);
    }

    private HttpResponse tokens(Members members) {
        boolean refresh = members.flag("revokeRefreshTokens").orElse(false);
        boolean access = members.flag("revokeAccessTokens").orElse(true);
        members.end();
        if (access) {
            identity.revokeAccessTokens();
        }
        if (refresh) {
            identity.revokeRefreshTokens();
        }
        return HttpResponse.empty(204);
    }

    private HttpResponse colleagues(Members members) {
        int round = members.number("round", 1, Integer.MAX_VALUE).orElse(1);
        members.end();
        return json(200, Map.of("did", whole.colleaguesWork(round)));
    }

    private HttpResponse plugIn(Members members) {
        String table = members.text("table")
                .orElseThrow(() -> new AdminException(400, "'table' is missing: a logical name, such as account"));
        tables.existing(table);
        Set<PlugIns.Event> events = EnumSet.noneOf(PlugIns.Event.class);
        for (String event : members.texts("on")) {
            try {
                events.add(PlugIns.Event.valueOf(event.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw Members.wrong("on", "a list of create, update");
            }
        }
        Optional<Map<?, ?>> set = members.object("set");
        Optional<String> refuse = members.text("refuse");
        members.end();
        if (set.isPresent() == refuse.isPresent()) {
            throw new AdminException(400, "give either 'set' with values by column or 'refuse' with a message");
        }
        Set<PlugIns.Event> when = events.isEmpty() ? EnumSet.allOf(PlugIns.Event.class) : events;
        set.ifPresent(values -> plugIns.set(table, when, values));
        refuse.ifPresent(message -> plugIns.refuse(table, when, message));
        return HttpResponse.empty(204);
    }

    // ------------------------------------------------------------------ answers

    private Map<String, @Nullable Object> requests() {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (RequestLog.Entry entry : requests.entries()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("method", entry.method());
            one.put("target", entry.target());
            one.put("status", entry.status());
            one.put("batched", entry.batched());
            shown.add(one);
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("calls", requests.calls());
        body.put("requests", shown);
        return body;
    }

    private static HttpResponse done(Runnable work) {
        work.run();
        return HttpResponse.empty(204);
    }

    private static HttpResponse json(int status, Map<String, ? extends @Nullable Object> body) {
        return HttpResponse.of(status, "application/json", Json.bytes(body));
    }

    /** Why a request was refused. */
    static String refusal(HttpResponse response) throws UncheckedIOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            response.body().writeTo(body);
            return Json.read(body.toByteArray()) instanceof Map<?, ?> map
                    ? String.valueOf(map.get("error"))
                    : "refused";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse error(int status, @Nullable String message) {
        return json(status, Map.of("error", message == null ? "failed" : message));
    }
}
