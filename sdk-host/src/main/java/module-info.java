/**
 * What a host reuses: plugin loader, capability guard, retry, metrics, filters.
 *
 * <p>Resilience4j and Micrometer are automatic modules still, under names that their manifests promise.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.crmlink.host {
    requires static transitive org.jspecify;
    requires transitive org.crmlink.sdk;
    requires transitive micrometer.core;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;

    exports org.crmlink.host.context;
    exports org.crmlink.host.filter;
    exports org.crmlink.host.guard;
    exports org.crmlink.host.metrics;
    exports org.crmlink.host.plugin;
    exports org.crmlink.host.retry;
    exports org.crmlink.host.text;

    uses org.crmlink.sdk.ConnectorProvider;
}
