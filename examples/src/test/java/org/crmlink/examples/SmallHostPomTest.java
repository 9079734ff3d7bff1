package org.crmlink.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The example's own build file, which this build does not run. */
class SmallHostPomTest {

    private static Document parse(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(file.toFile());
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void itHasNoParentAndAsksForTheHostSdkInTheVersionsOfThisBuild() throws Exception {
        Document pom = parse(SmallHost.SOURCES.resolve("pom.xml"));
        String version = text(parse(SmallHost.MODULE.resolve("pom.xml")).getDocumentElement(), "version");

        List<String> dependencies = new ArrayList<>();
        NodeList found = pom.getElementsByTagName("dependency");
        for (int i = 0; i < found.getLength(); i++) {
            Element dependency = (Element) found.item(i);
            dependencies.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId") + ":"
                    + text(dependency, "version"));
        }

        assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
        assertThat(dependencies).containsExactly("org.crmlink:crmlink-bom:" + version, "org.crmlink:crmlink-sdk-host:");
    }
}
