package org.crmlink.host.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/** The loader of one plugin: the JDK and the contract from outside, all else from its own jars. */
final class PluginClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader contract) {
        super(name, jars, new ContractClassLoader(contract));
    }
}
