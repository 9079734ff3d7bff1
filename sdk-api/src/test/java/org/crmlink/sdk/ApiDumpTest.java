package org.crmlink.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The public API changes only on purpose: {@code api.txt} in git shows each change as a diff. */
class ApiDumpTest {
    private static final String HOW_TO_ACCEPT =
            "The public API of sdk-api is not the one in sdk-api/api.txt. If the change"
                    + " is meant, accept it and commit the file:%n    mvn -pl sdk-api test -Dtest=ApiDumpTest -Dapi.update=true";

    private static final Path API = Path.of(System.getProperty("basedir", "")).resolve("api.txt");

    @Test
    void thePublicApiIsTheCheckedInOne() throws IOException, URISyntaxException {
        String actual = ApiDump.of(moduleClasses());
        if (Boolean.getBoolean("api.update")) {
            Files.writeString(API, actual);
        }

        assertThat(API).as(HOW_TO_ACCEPT).exists();
        assertThat(actual).as(HOW_TO_ACCEPT).isEqualTo(Files.readString(API));
    }

    @Test
    void theDumpShowsTypesMembersAndNullness() throws URISyntaxException {
        assertThat(ApiDump.of(moduleClasses()))
                .contains("module org.crmlink.sdk")
                .contains("public interface org.crmlink.sdk.ConnectorProvider")
                .contains("org.crmlink.sdk.ConnectorDescriptor descriptor()")
                .contains("@Nullable ");
    }

    private static Path moduleClasses() throws URISyntaxException {
        return Path.of(ConnectorProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
