package org.crmlink.host.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a plugin the platform and, of the host, the contract's packages alone. Neither the host's libraries nor its service files are visible, so
 * a plugin may bring any version of any library.
 */
final class ContractClassLoader extends ClassLoader {

    private static final List<String> PACKAGES = List.of("org.crmlink.sdk", "org.jspecify");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader host;

    ContractClassLoader(ClassLoader host) {
        super("crmlink-contract", getPlatformClassLoader());
        this.host = host;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isContract(name, '.') ? host.loadClass(name) : super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return isContract(name, '/') ? host.getResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return isContract(name, '/') ? host.getResources(name) : super.getResources(name);
    }

    private static boolean isContract(String name, char separator) {
        for (String contract : PACKAGES) {
            String prefix = contract.replace('.', separator);
            if (name.startsWith(prefix)
                    && name.length() > prefix.length()
                    && name.charAt(prefix.length()) == separator) {
                return true;
            }
        }
        return false;
    }
}
