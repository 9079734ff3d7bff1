package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.BillsOfMaterials;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.PluginJars;
import org.crmlink.tck.run.Run;

/** C18: what is in the jars. */
final class JarChecks {

    /**
     * Does: looks through the bytecode of the jars for Java deserialization and for trust managers that accept everything; and
     * for a bill of materials (CycloneDX or SPDX) in the connector's jar or beside the jars.
     * Why: these are the ways in; and hosts must be able to tell which libraries came along.
     * Not run: never. Only classes in and below the provider's package are looked through, not its libraries; whether a library is known to be vulnerable, and whether the bill lists every library, is not looked up.
     * Look at: the class that the message names; META-INF/sbom in the jar, which build plugins of CycloneDX write; a Maven that is offline skips theirs.
     */
    @Check(Requirement.R81)
    void theJarsHoldNothingDangerous(Run run) {
        PluginJars jars = PluginJars.of(run);
        String provider = run.plugin().provider().getClass().getName();
        String home = provider.substring(0, provider.lastIndexOf('.') + 1).replace('.', '/');
        List<String> found = new ArrayList<>();
        for (PluginJars.ClassFile file : jars.classes(name -> name.startsWith(home))) {
            for (PluginJars.Method method : file.methods()) {
                if (method.calls().contains("java/io/ObjectInputStream.readObject")) {
                    found.add(file.name() + " reads serialized objects");
                }
                if (method.name().equals("checkServerTrusted") && method.empty() && isTrustManager(file)) {
                    found.add(file.name() + " trusts every certificate");
                }
            }
        }
        require(found.isEmpty(), "The connector's classes do what is dangerous: " + new TreeSet<>(found) + ".");
        Set<Path> own = jars.services(ConnectorProvider.class).stream()
                .map(PluginJars.Service::jar)
                .collect(Collectors.toSet());
        List<String> bills = BillsOfMaterials.in(run.pluginDirectory(), own);
        require(
                !bills.isEmpty(),
                "There is no bill of materials, neither in META-INF/sbom of the connector's jar nor as a file beside the jars, such as "
                        + "bom.json: let the build make one in the format of CycloneDX or SPDX.");
        bills.forEach(bill -> run.evidence("bill of materials: " + bill));
        run.evidence(jars.entries().size() + " entries looked through");
    }

    private static boolean isTrustManager(PluginJars.ClassFile file) {
        return file.superName().startsWith("javax/net/ssl/X509")
                || file.interfaces().stream().anyMatch(name -> name.startsWith("javax/net/ssl/X509"));
    }
}
