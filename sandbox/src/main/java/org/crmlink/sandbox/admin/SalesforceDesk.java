package org.crmlink.sandbox.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.api.OrgApi;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.store.ServerClock;
import org.jspecify.annotations.Nullable;

/** What an administrator can ask of a Salesforce sandbox: settings, clock, sessions, locators, recycle bin, log of deletions. Thread-safe. */
final class SalesforceDesk implements VendorDesk {

    private final OrgApi api;
    private final SalesforceSettings settings;
    private final Sessions sessions;
    private final ServerClock clock;
    private final IntFunction<String> colleagues;

    SalesforceDesk(
            OrgApi api,
            SalesforceSettings settings,
            Sessions sessions,
            ServerClock clock,
            IntFunction<String> colleagues) {
        this.api = api;
        this.settings = settings;
        this.sessions = sessions;
        this.clock = clock;
        this.colleagues = colleagues;
    }

    @Override
    public Map<String, @Nullable Object> shown() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("newestVersion", settings.newestVersion());
        shown.put("pageSize", settings.pageSize());
        shown.put("sessionLife", sessions.life().toString());
        shown.put("cursorLife", settings.cursorLife().toString());
        shown.put("binLife", settings.binLife().toString());
        shown.put("rotatingRefreshTokens", sessions.rotating());
        shown.put("soapLogin", settings.soapLogin());
        shown.put("jobPolls", settings.jobPolls());
        shown.put("jobPage", settings.jobPage());
        shown.put("dailyRequests", settings.dailyRequests());
        shown.put("usedRequests", settings.used());
        shown.put("clock", clockShown());
        return shown;
    }

    private Map<String, @Nullable Object> clockShown() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("now", clock.instant().toString());
        shown.put("ahead", clock.offset().toString());
        return shown;
    }

    @Override
    public List<FaultKind> faultKinds() {
        return SalesforceFaultKinds.all();
    }

    @Override
    public Optional<HttpResponse> handle(String what, HttpRequest request, List<String> steps) {
        return Optional.ofNullable(
                switch (what) {
                    case "PATCH " -> AdminFace.json(200, change(Members.of(request)));
                    case "POST clock" -> AdminFace.json(200, clock(Members.of(request)));
                    case "POST tokens" -> tokens(Members.of(request));
                    case "POST colleagues" -> colleagues(Members.of(request));
                    case "POST day" -> AdminFace.done(settings::newDay);
                    case "POST metadata" -> AdminFace.done(api::metadataChanged);
                    case "DELETE cursors" -> AdminFace.done(api::closeCursors);
                    case "DELETE bin" ->
                        AdminFace.done(() -> api.store().purge(clock.instant().plusSeconds(1)));
                    case "DELETE deletions" ->
                        AdminFace.done(
                                () -> api.store().pruneDeletions(clock.instant().plusSeconds(1)));
                    default -> null;
                });
    }

    /** All members are read before the first setting changes. */
    private Map<String, @Nullable Object> change(Members members) {
        Optional<Integer> version =
                members.number("newestVersion", SalesforceSettings.OLDEST_VERSION, SalesforceSettings.NEWEST_VERSION);
        Optional<Integer> pageSize = members.number("pageSize", 1, 2000);
        Optional<Integer> jobPolls = members.number("jobPolls", 0, 1000);
        Optional<Integer> jobPage = members.number("jobPage", 1, 1_000_000);
        Optional<Integer> daily = members.number("dailyRequests", 0, Integer.MAX_VALUE);
        Optional<Duration> sessionLife = members.duration("sessionLife");
        Optional<Duration> cursorLife = members.duration("cursorLife");
        Optional<Duration> binLife = members.duration("binLife");
        Optional<Boolean> rotating = members.flag("rotatingRefreshTokens");
        Optional<Boolean> soapLogin = members.flag("soapLogin");
        members.end();
        version.ifPresent(settings::newestVersion);
        pageSize.ifPresent(settings::pageSize);
        jobPolls.ifPresent(settings::jobPolls);
        jobPage.ifPresent(settings::jobPage);
        daily.ifPresent(calls -> settings.dailyRequests(calls));
        sessionLife.ifPresent(sessions::life);
        cursorLife.ifPresent(settings::cursorLife);
        binLife.ifPresent(settings::binLife);
        rotating.ifPresent(sessions::rotating);
        soapLogin.ifPresent(settings::soapLogin);
        return shown();
    }

    private Map<String, @Nullable Object> clock(Members members) {
        Duration forward = members.duration("forward")
                .orElseThrow(() -> new AdminException(400, "'forward' is missing: how far, such as \"P8D\""));
        members.end();
        clock.shift(forward);
        return clockShown();
    }

    private HttpResponse tokens(Members members) {
        boolean refresh = members.flag("revokeRefreshTokens").orElse(false);
        boolean access = members.flag("revokeAccessTokens").orElse(true);
        members.end();
        if (access) {
            sessions.endAll();
        }
        if (refresh) {
            sessions.revokeRefreshTokens();
        }
        return HttpResponse.empty(204);
    }

    private HttpResponse colleagues(Members members) {
        int round = members.number("round", 1, Integer.MAX_VALUE).orElse(1);
        members.end();
        return AdminFace.json(200, Map.of("did", colleagues.apply(round)));
    }
}
