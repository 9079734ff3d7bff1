package org.crmlink.connector.dynamics;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.matching.UrlPattern;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.config.Configuration;

/** A connector that talks to written-down answers: for what is to be said exactly so, and for servers that the sandbox is not. */
final class Recorded implements AutoCloseable {

    static final String USER = "00000000-0000-0000-0000-000000000002";

    final WireMockServer server = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
    final Connector connector;

    private final String root;

    Recorded(Path directory, Map<String, String> more) {
        this(directory, more, "");
    }

    /** @param path the organisation's, on-premises */
    Recorded(Path directory, Map<String, String> more, String path) {
        root = path + "/api/data/v9.2/";
        server.start();
        Map<String, String> values = new HashMap<>(Map.of(
                "url", "http://127.0.0.1:" + server.port() + path, "token", "given-token", "api-version", "9.2"));
        values.putAll(more);
        values.values().removeIf(String::isEmpty);
        DynamicsConnectorProvider provider = new DynamicsConnectorProvider();
        connector =
                provider.open(Configuration.of(provider.descriptor().options(), values), new TestContext(directory));
        answer(
                "WhoAmI()",
                "{\"BusinessUnitId\":\"00000000-0000-0000-0000-000000000003\",\"UserId\":\"" + USER
                        + "\",\"OrganizationId\":\"00000000-0000-0000-0000-000000000001\"}");
        answer("RetrieveVersion()", "{\"Version\":\"9.2.1.1\"}");
        answer("systemusers(" + USER + ")", "{\"fullname\":\"Jana\"}");
        answer("organizations(00000000-0000-0000-0000-000000000001)", "{\"name\":\"org\"}");
        answer("RetrieveTimestamp()", "{\"Timestamp\":\"1!x\"}");
    }

    /** The answer to a path below the root, whatever its query. */
    void answer(String path, String json) {
        answer(path, 200, json);
    }

    void answer(String path, int status, String json) {
        UrlPattern url = WireMock.urlPathEqualTo(root + path);
        server.stubFor(WireMock.get(url)
                .willReturn(WireMock.aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "application/json; odata.metadata=minimal")
                        .withHeader("Date", "Wed, 12 Jun 2024 14:13:17 GMT")
                        .withBody(json)));
    }

    /** The definition of an entity with a key and these attributes. */
    static String definition(String name, String... attributes) {
        return "{\"LogicalName\":\"" + name + "\",\"EntitySetName\":\"" + name + "s\",\"PrimaryIdAttribute\":\"" + name
                + "id\",\"Attributes\":[{\"LogicalName\":\"" + name
                + "id\",\"AttributeTypeName\":{\"Value\":\"UniqueidentifierType\"},\"IsPrimaryId\":true,\"IsValidForRead\":true}"
                + Arrays.stream(attributes).map(one -> "," + one).collect(Collectors.joining()) + "]}";
    }

    /** An attribute that can be read and written. */
    static String attribute(String name, String type) {
        return "{\"LogicalName\":\"" + name + "\",\"AttributeTypeName\":{\"Value\":\"" + type
                + "Type\"},\"IsValidForRead\":true,\"IsValidForCreate\":true,\"IsValidForUpdate\":true}";
    }

    /** The answer of a batch with one part. */
    static ResponseDefinitionBuilder part(String status, String json, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return WireMock.aResponse()
                .withHeader("Content-Type", "multipart/mixed; boundary=b")
                .withBody("--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 " + status
                        + "\r\nContent-Type: application/json\r\n" + lines + "\r\n" + json + "\r\n--b--\r\n");
    }

    @Override
    public void close() {
        connector.close();
        server.stop();
    }
}
