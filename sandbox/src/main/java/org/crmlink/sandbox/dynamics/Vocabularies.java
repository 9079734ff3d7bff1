package org.crmlink.sandbox.dynamics;

import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;

/**
 * The two vocabularies that {@code $metadata} refers to. The real document points to the public ones; strict clients fetch what
 * a document refers to, and a sandbox must do without the internet, so it serves its own.
 */
final class Vocabularies {

    static final String KEYS = "OData.Community.Keys.V1";
    static final String DISPLAY = "OData.Community.Display.V1";

    private static final String PATH = "/vocabularies/";
    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
            <edmx:DataServices>
            <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="%s">
            """;
    private static final String FOOT = """
            </Schema>
            </edmx:DataServices>
            </edmx:Edmx>
            """;
    private static final String KEYS_BODY = """
            <ComplexType Name="PropertyRef">
            <Property Name="Alias" Type="Edm.String"/>
            <Property Name="Name" Type="Edm.PropertyPath"/>
            </ComplexType>
            <ComplexType Name="AlternateKey">
            <Property Name="Key" Type="Collection(OData.Community.Keys.V1.PropertyRef)"/>
            </ComplexType>
            <Term Name="AlternateKeys" Type="Collection(OData.Community.Keys.V1.AlternateKey)" AppliesTo="EntityType"/>
            """;
    private static final String DISPLAY_BODY = """
            <Term Name="FormattedValue" Type="Edm.String"/>
            """;

    private Vocabularies() {}

    /** The address of a vocabulary on this server. */
    static String uri(String origin, String namespace) {
        return origin + PATH + namespace;
    }

    static Optional<HttpResponse> handle(HttpRequest request) {
        return switch (request.path()) {
            case PATH + KEYS -> Optional.of(document(KEYS, KEYS_BODY));
            case PATH + DISPLAY -> Optional.of(document(DISPLAY, DISPLAY_BODY));
            default -> Optional.empty();
        };
    }

    private static HttpResponse document(String namespace, String body) {
        return HttpResponse.of(200, "application/xml", HEAD.formatted(namespace) + body + FOOT);
    }
}
