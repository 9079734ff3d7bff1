package org.crmlink.tck.run;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.check.Checks;

/**
 * A check as it stands in the code. Known before any runs, so that one that did not run is missed.
 *
 * @param type the class that holds it
 * @param method its method
 * @param check what it says of itself
 */
public record PlannedCheck(Class<?> type, Method method, Check check) {

    /** All checks of the kit: classes in their order, methods by requirement and name. */
    public static List<PlannedCheck> all() {
        return in(Checks.CLASSES);
    }

    static List<PlannedCheck> in(List<Class<?>> classes) {
        List<PlannedCheck> all = new ArrayList<>();
        for (Class<?> type : classes) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Check.class))
                    .map(method -> new PlannedCheck(type, method, method.getAnnotation(Check.class)))
                    .sorted(Comparator.comparing(PlannedCheck::requirement).thenComparing(PlannedCheck::name))
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }

    public Requirement requirement() {
        return check.value();
    }

    /** Its name in words. */
    public String name() {
        return Words.of(method.getName());
    }
}
