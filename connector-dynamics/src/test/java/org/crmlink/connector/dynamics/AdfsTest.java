package org.crmlink.connector.dynamics;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On-premises with federation: the environment names AD FS, which takes a resource and no scope. */
class AdfsTest {

    private static final String RESOURCE = "https://auth.crm.example/";

    @TempDir
    Path directory;

    private List<Map<String, String>> forms(Map<String, String> options, String path) {
        Map<String, String> all = new HashMap<>(Map.of("token", "", "client-id", "client-1"));
        all.putAll(options);
        try (Recorded crm = new Recorded(directory, all, path)) {
            String challenge = "Bearer authorization_uri=" + crm.server.baseUrl()
                    + "/adfs/oauth2/authorize, resource_id=" + RESOURCE;
            crm.server.stubFor(get(urlPathEqualTo(path + "/api/data/v9.2/WhoAmI"))
                    .withHeader("Authorization", absent())
                    .willReturn(aResponse().withStatus(401).withHeader("WWW-Authenticate", challenge)));
            crm.server.stubFor(post(urlPathEqualTo("/adfs/oauth2/token"))
                    .willReturn(okJson("{\"token_type\":\"bearer\",\"access_token\":\"a\",\"expires_in\":3600}")));
            crm.connector.identify();
            return crm.server.findAll(postRequestedFor(urlPathEqualTo("/adfs/oauth2/token"))).stream()
                    .map(AdfsTest::form)
                    .toList();
        }
    }

    private static Map<String, String> form(LoggedRequest request) {
        return request.getFormParameters().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().firstValue()));
    }

    @Test
    void theChallengeNamesTokenEndpointAndResourceForApplicationsAndPasswords() {
        for (String path : List.of("", "/org")) {
            assertThat(forms(Map.of("client-secret", "s"), path))
                    .containsExactly(Map.of(
                            "grant_type", "client_credentials",
                            "client_id", "client-1",
                            "client_secret", "s",
                            "resource", RESOURCE));
            assertThat(forms(Map.of("username", "u", "password", "p"), path))
                    .containsExactly(Map.of(
                            "grant_type", "password",
                            "client_id", "client-1",
                            "username", "u",
                            "password", "p",
                            "resource", RESOURCE));
        }
    }

    @Test
    void anOwnResourceAndScopeGoFirst() {
        assertThat(forms(Map.of("client-secret", "s", "resource", "urn:own"), "")
                        .get(0))
                .containsEntry("resource", "urn:own");
        assertThat(forms(Map.of("client-secret", "s", "scope", "openid"), "").get(0))
                .containsEntry("scope", "openid")
                .containsKeys("resource");
        assertThat(forms(Map.of("client-secret", "s"), "").get(0).keySet())
                .isEqualTo(Set.of("grant_type", "client_id", "client_secret", "resource"));
    }
}
