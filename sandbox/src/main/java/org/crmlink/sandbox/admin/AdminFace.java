package org.crmlink.sandbox.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.api.OrgApi;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.store.ServerClock;
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

    private final RequestLog requests;
    private final FaultDesk faults;
    private final VendorDesk vendor;

    private AdminFace(VendorDesk vendor, Faults faults, RequestLog requests) {
        List<FaultKind> kinds = new ArrayList<>(vendor.faultKinds());
        kinds.addAll(FaultKind.general());
        this.requests = requests;
        this.faults = new FaultDesk(faults, kinds);
        this.vendor = vendor;
    }

    /** The administrator of a Dynamics organization. */
    public static AdminFace dynamics(
            Store store,
            Identity identity,
            Rights rights,
            DynamicsSettings settings,
            Faults faults,
            RequestLog requests,
            Whole whole) {
        return new AdminFace(new DynamicsDesk(store, identity, rights, settings, whole), faults, requests);
    }

    /**
     * The administrator of a Salesforce org.
     *
     * @param colleagues lets simulated colleagues work a day, and says what they did
     */
    public static AdminFace salesforce(
            OrgApi api,
            SalesforceSettings settings,
            Sessions sessions,
            ServerClock clock,
            Faults faults,
            RequestLog requests,
            IntFunction<String> colleagues) {
        return new AdminFace(new SalesforceDesk(api, settings, sessions, clock, colleagues), faults, requests);
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
            case "GET faults" -> json(200, Map.of("faults", faults.all()));
            case "POST faults" -> json(201, faults.order(request, Members.of(request)));
            case "DELETE faults" -> done(faults::takeBackAll);
            case "GET faults/…" -> json(200, faults.one(number(steps)));
            case "DELETE faults/…" -> done(() -> faults.takeBack(number(steps)));
            case "GET requests" -> json(200, requests());
            case "DELETE requests" -> done(requests::clear);
            default -> vendor.handle(what, request, steps).orElseThrow(AdminException::unknown);
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
        Map<String, @Nullable Object> shown = vendor.shown();
        shown.put("faults", faults.all());
        shown.put("faultKinds", faults.meanings());
        return shown;
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

    static HttpResponse done(Runnable work) {
        work.run();
        return HttpResponse.empty(204);
    }

    static HttpResponse json(int status, Map<String, ? extends @Nullable Object> body) {
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
