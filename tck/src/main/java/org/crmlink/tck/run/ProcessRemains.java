package org.crmlink.tck.run;

import java.lang.reflect.Field;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a connector in its process and what Java has no way to ask for: shutdown hooks and the factory of URL handlers. They are private fields
 * of the JDK, which {@link OtherProcess} opens to us; where a JDK has others, the other process fails, and that is inconclusive.
 *
 * @param hooks the threads that run at the end of the process
 * @param urlHandlers what makes handlers of URLs, if it was set
 */
record ProcessRemains(Set<Thread> hooks, @Nullable Object urlHandlers) {

    static ProcessRemains now() {
        Set<Thread> hooks = Collections.newSetFromMap(new IdentityHashMap<>());
        if (field("java.lang.ApplicationShutdownHooks", "hooks") instanceof Map<?, ?> all) {
            all.keySet().forEach(hook -> hooks.add((Thread) hook));
        }
        return new ProcessRemains(hooks, field(URL.class.getName(), "factory"));
    }

    private static @Nullable Object field(String type, String name) {
        try {
            Field field = Class.forName(type).getDeclaredField(name);
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no " + name, e);
        }
    }

    /** What was not there before. */
    List<String> since(ProcessRemains before) {
        List<String> left = new ArrayList<>();
        for (Thread hook : hooks) {
            // logging has a hook of the JDK's own from its first line on
            if (!before.hooks.contains(hook) && !hook.getClass().getName().startsWith("java.util.logging.")) {
                left.add("a shutdown hook: " + hook.getName());
            }
        }
        if (urlHandlers != before.urlHandlers) {
            left.add("the factory of URL handlers");
        }
        return left;
    }
}
