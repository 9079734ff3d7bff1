package org.crmlink.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillsOfMaterialsTest {

    private static final String CYCLONE_DX = "{\"bomFormat\" : \"CycloneDX\", \"specVersion\" : \"1.6\"}";

    @TempDir
    Path folder;

    private Path jar(String name, String entry, String content) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(entry));
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void oneIsInTheConnectorsJar() throws IOException {
        Path own = jar("crm-1.0.jar", "META-INF/sbom/crm.cdx.json", CYCLONE_DX);
        assertThat(BillsOfMaterials.in(folder, Set.of(own))).containsExactly("crm-1.0.jar!META-INF/sbom/crm.cdx.json");
    }

    @Test
    void whatALibraryBringsIsAboutTheLibrary() throws IOException {
        jar("library-1.0.jar", "META-INF/sbom/library.cdx.json", CYCLONE_DX);
        assertThat(BillsOfMaterials.in(folder, Set.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bom.json|{\"bomFormat\":\"CycloneDX\"}",
                "sbom.xml|<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>",
                "crm.cdx.json|{\"bomFormat\": \"CycloneDX\"}",
                "crm.spdx.json|{\"spdxVersion\": \"SPDX-2.3\"}",
                "crm.spdx|SPDXVersion: SPDX-2.3"
            })
    void oneLiesBesideTheJars(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        assertThat(BillsOfMaterials.in(folder, Set.of())).containsExactly(name);
    }

    @Test
    void whatIsOnlyCalledLikeOneIsNone() throws IOException {
        Files.writeString(folder.resolve("bom.json"), "{}");
        Path own = jar("crm-1.0.jar", "META-INF/sbom/readme.txt", "to be done");
        assertThat(BillsOfMaterials.in(folder, Set.of(own))).isEmpty();
    }
}
