/** The contract between connectors and hosts: what a connector implements and a host calls. */
module org.crmlink.sdk {
    requires static transitive org.jspecify;

    exports org.crmlink.sdk;
    exports org.crmlink.sdk.access;
    exports org.crmlink.sdk.attachment;
    exports org.crmlink.sdk.change;
    exports org.crmlink.sdk.config;
    exports org.crmlink.sdk.filter;
    exports org.crmlink.sdk.metadata;
    exports org.crmlink.sdk.upload;

    uses org.crmlink.sdk.ConnectorProvider;
}
