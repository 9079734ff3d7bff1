package org.crmlink.sandbox.admin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.PlugIns;
import org.crmlink.sandbox.dynamics.ServiceLimits;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * The administrator's requests under {@code /sandbox}: what can be changed while the sandbox runs. No vendor has these paths. They need no
 * token: the server listens on the loopback address only. Thread-safe.
 */
public final class AdminFace implements Face {

    private static final String ROOT = "/sandbox";

    private final Store store;
    private final Identity identity;
    private final DynamicsSettings settings;
    private final RequestLog requests;
    private final FaultDesk faults;
    private final PlugIns plugIns;
    private final IntFunction<String> colleagues;

    /**
     * An administrator of these parts.
     *
     * @param colleagues lets the simulated colleagues work for a given round, and says what they did
     */
    public AdminFace(
            Store store,
            Identity identity,
            DynamicsSettings settings,
            Faults faults,
            RequestLog requests,
            IntFunction<String> colleagues) {
        this.store = store;
        this.identity = identity;
        this.settings = settings;
        this.requests = requests;
        this.faults = new FaultDesk(faults);
        this.plugIns = new PlugIns(store);
        this.colleagues = colleagues;
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
        }
    }

    private HttpResponse route(HttpRequest request, List<String> steps) {
        String what = request.method() + " " + (steps.isEmpty() ? "" : steps.get(0)) + (steps.size() > 1 ? "/…" : "");
        return switch (what) {
            case "GET " -> json(200, overview());
            case "PATCH " -> change(Members.of(request));
            case "POST clock" -> clock(Members.of(request));
            case "GET faults" -> json(200, Map.of("faults", faults.all()));
            case "POST faults" -> json(201, faults.order(request, Members.of(request)));
            case "DELETE faults" -> done(faults::takeBackAll);
            case "GET faults/…" -> json(200, faults.one(number(steps)));
            case "DELETE faults/…" -> done(() -> faults.takeBack(number(steps)));
            case "GET tables" -> json(200, tables());
            case "PATCH tables/…" -> table(steps, Members.of(request));
            case "DELETE tables/…" -> remove(steps);
            case "POST plugins" -> plugIn(Members.of(request));
            case "DELETE plugins/…" -> done(() -> plugIns.clear(steps.get(1)));
            case "POST tokens" -> tokens(steps, Members.of(request));
            case "POST colleagues" -> colleagues(Members.of(request));
            case "GET requests" -> json(200, requests());
            case "DELETE requests" -> done(requests::clear);
            default -> throw unknown();
        };
    }

    private static AdminException unknown() {
        return new AdminException(
                404, "no such request; GET /sandbox shows the state, and docs/sandbox/admin.md lists what can be done");
    }

    private static int number(List<String> steps) {
        try {
            return Integer.parseInt(steps.get(1));
        } catch (NumberFormatException e) {
            throw new AdminException(404, "no fault '" + steps.get(1) + "': ids are numbers");
        }
    }

    // ------------------------------------------------------------------ settings

    private Map<String, @Nullable Object> overview() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("version", settings.version().api());
        shown.put("build", settings.version().build());
        shown.put("pageSize", settings.pageSize());
        shown.put("tokenLife", identity.tokenLife().toString());
        shown.put("changeTrackingLife", settings.trackingLife().toString());
        shown.put("limits", settings.limits().map(AdminFace::limits).orElse(null));
        shown.put("clock", clockShown());
        shown.put("faults", faults.all());
        Map<String, String> kinds = new LinkedHashMap<>();
        for (FaultKind kind : FaultKind.values()) {
            kinds.put(kind.label(), kind.meaning());
        }
        shown.put("faultKinds", kinds);
        return shown;
    }

    private Map<String, @Nullable Object> clockShown() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("now", store.clock().instant().toString());
        shown.put("ahead", store.clock().offset().toString());
        return shown;
    }

    private static Map<String, @Nullable Object> limits(ServiceLimits limits) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("requests", limits.requests());
        shown.put("executionTime", limits.executionTime().toString());
        shown.put("concurrent", limits.concurrent());
        shown.put("window", limits.window().toString());
        return shown;
    }

    /** All members are read before the first setting changes. */
    private HttpResponse change(Members members) {
        Optional<ServiceVersion> version = members.text("version").map(AdminFace::version);
        Optional<Integer> pageSize = members.number("pageSize", 1, 1_000_000);
        var tokenLife = members.duration("tokenLife");
        var trackingLife = members.duration("changeTrackingLife");
        boolean limited = members.has("limits");
        Optional<ServiceLimits> limits = members.members("limits").map(AdminFace::limits);
        members.end();
        if (version.isPresent()) {
            Schema schema = store.schema();
            Schema limitedSchema = version.get().limit(schema);
            if (limitedSchema != schema) {
                store.alter(limitedSchema);
            }
            settings.version(version.get());
        }
        pageSize.ifPresent(settings::pageSize);
        tokenLife.ifPresent(identity::tokenLife);
        trackingLife.ifPresent(settings::trackingLife);
        if (limited) {
            settings.limits(limits.orElse(null));
        }
        return json(200, overview());
    }

    private static ServiceVersion version(String name) {
        return ServiceVersion.named(name)
                .orElseThrow(() -> Members.wrong("version", "one of " + String.join(", ", ServiceVersion.names())));
    }

    private static ServiceLimits limits(Members members) {
        ServiceLimits online = ServiceLimits.online();
        ServiceLimits limits = new ServiceLimits(
                members.number("requests", 1, Integer.MAX_VALUE).orElse(online.requests()),
                members.duration("executionTime").orElse(online.executionTime()),
                members.number("concurrent", 1, Integer.MAX_VALUE).orElse(online.concurrent()),
                members.duration("window").orElse(online.window()));
        members.end();
        return limits;
    }

    private HttpResponse clock(Members members) {
        var forward = members.duration("forward")
                .orElseThrow(() -> new AdminException(400, "'forward' is missing: how far, such as \"P8D\""));
        members.end();
        store.clock().shift(forward);
        return json(200, clockShown());
    }

    private HttpResponse tokens(List<String> steps, Members members) {
        if (steps.size() != 1) {
            throw unknown();
        }
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
        return json(200, Map.of("did", colleagues.apply(round)));
    }

    // ------------------------------------------------------------------ tables

    private Map<String, @Nullable Object> tables() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (Table table : store.schema().tables()) {
            shown.put(table.logicalName(), shown(table));
        }
        return shown;
    }

    private Map<String, @Nullable Object> shown(Table table) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("entitySet", table.entitySetName());
        shown.put("rows", store.count(table.logicalName()));
        shown.put("changeTracking", table.changeTracking());
        shown.put("optimisticConcurrency", table.optimisticConcurrency());
        return shown;
    }

    private Table existing(String name) {
        return store.schema().table(name).orElseThrow(() -> new AdminException(404, "no table '" + name + "'"));
    }

    private HttpResponse table(List<String> steps, Members members) {
        if (steps.size() != 2) {
            throw unknown();
        }
        Table table = existing(steps.get(1));
        TableBuilder changed = table.toBuilder();
        members.flag("changeTracking").ifPresent(changed::changeTracking);
        members.flag("optimisticConcurrency").ifPresent(changed::optimisticConcurrency);
        members.end();
        store.alter(store.schema().toBuilder().table(changed.build()).build());
        return json(200, shown(existing(table.logicalName())));
    }

    /** {@code DELETE /sandbox/tables/x} or {@code /sandbox/tables/x/columns/y}. */
    private HttpResponse remove(List<String> steps) {
        Table table = existing(steps.get(1));
        Schema.Builder schema = store.schema().toBuilder();
        if (steps.size() == 2) {
            store.alter(schema.withoutTable(table.logicalName()).build());
        } else if (steps.size() == 4 && steps.get(2).equals("columns")) {
            String column = steps.get(3);
            if (table.column(column).isEmpty()) {
                throw new AdminException(404, "table '" + table.logicalName() + "' has no column '" + column + "'");
            }
            schema.withoutLookup(table.logicalName(), column);
            store.alter(schema.table(table.toBuilder().withoutColumn(column).build())
                    .build());
        } else {
            throw unknown();
        }
        return HttpResponse.empty(204);
    }

    private HttpResponse plugIn(Members members) {
        String table = members.text("table")
                .orElseThrow(() -> new AdminException(400, "'table' is missing: a logical name, such as account"));
        existing(table);
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

    private static HttpResponse error(int status, @Nullable String message) {
        return json(status, Map.of("error", message == null ? "failed" : message));
    }
}
