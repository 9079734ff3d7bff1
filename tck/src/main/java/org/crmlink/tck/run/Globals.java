package org.crmlink.tck.run;

import java.lang.management.ManagementFactory;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.ObjectName;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the whole process, so that a connector has to leave it alone. Values are compared, never shown. Not seen, because Java does not
 * tell: shutdown hooks, the factory of URL handlers, JDBC drivers of other class loaders.
 *
 * @param facts by name
 * @param beans names of the managed beans that are not Java's own
 */
public record Globals(Map<String, Object> facts, TreeSet<String> beans) {

    private static final Object NONE = "none";

    static Globals now() {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("the default locale", Locale.getDefault());
        facts.put("the default locale for formatting", Locale.getDefault(Locale.Category.FORMAT));
        facts.put("the default time zone", TimeZone.getDefault());
        facts.put("the default authenticator", orNone(Authenticator.getDefault()));
        facts.put("the default proxy selector", orNone(ProxySelector.getDefault()));
        facts.put("the default cookie handler", orNone(CookieHandler.getDefault()));
        facts.put("the default response cache", orNone(ResponseCache.getDefault()));
        facts.put("the default handler of uncaught exceptions", orNone(Thread.getDefaultUncaughtExceptionHandler()));
        facts.put("the default host name verifier", HttpsURLConnection.getDefaultHostnameVerifier());
        facts.put("the default TLS context", context());
        facts.put(
                "the list of security providers",
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
        Properties properties = System.getProperties();
        for (String name : properties.stringPropertyNames()) {
            if (name.equals("user.timezone")) {
                // Java sets it itself when somebody asks for the default zone, which is compared above
                continue;
            }
            facts.put("the system property " + name, String.valueOf(properties.getProperty(name)));
        }
        TreeSet<String> beans = new TreeSet<>();
        for (ObjectName name : ManagementFactory.getPlatformMBeanServer().queryNames(null, null)) {
            if (!name.getDomain().startsWith("java.")
                    && !name.getDomain().startsWith("JMImplementation")
                    && !name.getDomain().startsWith("jdk.")
                    && !name.getDomain().startsWith("com.sun.")) {
                beans.add(name.toString());
            }
        }
        return new Globals(facts, beans);
    }

    private static Object orNone(@Nullable Object value) {
        return value == null ? NONE : value;
    }

    private static Object context() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            return NONE;
        }
    }

    /** What differs in a later state, by name. */
    public List<String> changedIn(Globals later) {
        List<String> changed = new ArrayList<>();
        later.facts.forEach((name, value) -> {
            if (!value.equals(facts.get(name))) {
                changed.add(name);
            }
        });
        facts.keySet().stream().filter(name -> !later.facts.containsKey(name)).forEach(changed::add);
        later.beans.stream()
                .filter(name -> !beans.contains(name))
                .forEach(name -> changed.add("the managed bean " + name));
        return changed;
    }

    /** Puts system properties, locale and zone back, so that one connector does not spoil the next one's run. */
    void restore() {
        Globals now = now();
        for (String name : changedIn(now)) {
            if (name.startsWith("the system property ")) {
                String key = name.substring("the system property ".length());
                Object before = facts.get(name);
                if (before == null) {
                    System.clearProperty(key);
                } else {
                    System.setProperty(key, before.toString());
                }
            }
        }
        Locale.setDefault((Locale) facts.get("the default locale"));
        TimeZone.setDefault((TimeZone) facts.get("the default time zone"));
    }
}
