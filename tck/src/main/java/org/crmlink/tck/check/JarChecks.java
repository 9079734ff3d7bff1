package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.PluginJars;
import org.crmlink.tck.run.Run;

/** C18: what is in the jars. */
final class JarChecks {

    private static final Pattern BILL_OF_MATERIALS =
            Pattern.compile("(?i).*!(.*/)?(META-INF/sbom/.*|.*(bom|sbom|cyclonedx|spdx)[^/]*\\.(json|xml))");

    /**
     * Does: looks through the bytecode of the jars for Java deserialization and for trust managers that accept everything; and
     * for a bill of materials (CycloneDX or SPDX).
     * Why: these are the ways in; and hosts must be able to tell which libraries came along.
     * Not run: never. Only classes in and below the provider's package are looked through, not its libraries; whether a library is known to be vulnerable is not looked up.
     * Look at: the class that the message names; META-INF/sbom in the jar, which build plugins of CycloneDX write.
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
        require(
                jars.entries().stream()
                        .anyMatch(name -> BILL_OF_MATERIALS.matcher(name).matches()),
                "No jar holds a bill of materials: put one into META-INF/sbom, in the format of CycloneDX or SPDX.");
        run.evidence(jars.entries().size() + " entries looked through");
    }

    private static boolean isTrustManager(PluginJars.ClassFile file) {
        return file.superName().startsWith("javax/net/ssl/X509")
                || file.interfaces().stream().anyMatch(name -> name.startsWith("javax/net/ssl/X509"));
    }
}
