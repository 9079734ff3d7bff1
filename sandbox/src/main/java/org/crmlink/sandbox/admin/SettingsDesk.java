package org.crmlink.sandbox.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.ServiceLimits;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Shows and changes what the service is like. Thread-safe. */
final class SettingsDesk {

    private final Store store;
    private final Identity identity;
    private final DynamicsSettings settings;

    SettingsDesk(Store store, Identity identity, DynamicsSettings settings) {
        this.store = store;
        this.identity = identity;
        this.settings = settings;
    }

    /** The present settings. */
    Map<String, @Nullable Object> shown() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("version", settings.version().api());
        shown.put("build", settings.version().build());
        shown.put("pageSize", settings.pageSize());
        shown.put("tokenLife", identity.tokenLife().toString());
        shown.put("changeTrackingLife", settings.trackingLife().toString());
        shown.put("limits", settings.limits().map(SettingsDesk::limits).orElse(null));
        shown.put("clock", clockShown());
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
    Map<String, @Nullable Object> change(Members members) {
        Optional<ServiceVersion> version = members.text("version").map(SettingsDesk::version);
        Optional<Integer> pageSize = members.number("pageSize", 1, 1_000_000);
        var tokenLife = members.duration("tokenLife");
        var trackingLife = members.duration("changeTrackingLife");
        boolean limited = members.has("limits");
        Optional<ServiceLimits> limits = members.members("limits").map(SettingsDesk::limits);
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
        return shown();
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

    Map<String, @Nullable Object> clock(Members members) {
        var forward = members.duration("forward")
                .orElseThrow(() -> new AdminException(400, "'forward' is missing: how far, such as \"P8D\""));
        members.end();
        store.clock().shift(forward);
        return clockShown();
    }
}
