package org.crmlink.sandbox.admin;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.PlugIns;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** What an administrator can ask of a Dynamics sandbox: settings, clock, tables, rights, plug-ins, tokens. Thread-safe. */
final class DynamicsDesk implements VendorDesk {

    private final Identity identity;
    private final SettingsDesk settings;
    private final TableDesk tables;
    private final RightsDesk rights;
    private final PlugIns plugIns;
    private final AdminFace.Whole whole;

    DynamicsDesk(Store store, Identity identity, Rights rights, DynamicsSettings settings, AdminFace.Whole whole) {
        this.identity = identity;
        this.settings = new SettingsDesk(store, identity, settings);
        this.tables = new TableDesk(store);
        this.rights = new RightsDesk(store, rights, identity);
        this.plugIns = new PlugIns(store);
        this.whole = whole;
    }

    @Override
    public Map<String, @Nullable Object> shown() {
        return settings.shown();
    }

    @Override
    public List<FaultKind> faultKinds() {
        return DynamicsFaultKinds.all();
    }

    @Override
    public Optional<HttpResponse> handle(String what, HttpRequest request, List<String> steps) throws IOException {
        return Optional.ofNullable(
                switch (what) {
                    case "PATCH " -> AdminFace.json(200, settings.change(Members.of(request)));
                    case "POST clock" -> AdminFace.json(200, settings.clock(Members.of(request)));
                    case "GET tables" -> AdminFace.json(200, tables.all());
                    case "PATCH tables/…" -> AdminFace.json(200, tables.change(steps, Members.of(request)));
                    case "DELETE tables/…" -> AdminFace.done(() -> tables.remove(steps));
                    case "POST schema" -> define(Members.of(request));
                    case "POST rights" -> AdminFace.json(200, rights.change(Members.of(request)));
                    case "DELETE rights" -> AdminFace.done(rights::reset);
                    case "POST plugins" -> plugIn(Members.of(request));
                    case "DELETE plugins/…" -> AdminFace.done(() -> plugIns.clear(steps.get(1)));
                    case "POST tokens" -> tokens(Members.of(request));
                    case "POST colleagues" -> colleagues(Members.of(request));
                    default -> null;
                });
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
        return AdminFace.json(200, Map.of("did", whole.colleaguesWork(round)));
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
}
