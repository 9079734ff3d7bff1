package org.crmlink.sandbox.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Orders faults, lists them with how often they happened, and takes them back. Thread-safe. */
final class FaultDesk {

    private final Faults faults;
    private final List<FaultKind> kinds;
    private final Map<Integer, Ordered> orders = new ConcurrentSkipListMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    private record Ordered(FaultKind kind, String method, String path, int skip, int times, Faults.Fault fault) {}

    /** Orders faults of these kinds. */
    FaultDesk(Faults faults, List<FaultKind> kinds) {
        this.faults = faults;
        this.kinds = List.copyOf(kinds);
    }

    /** What each kind means, by its label. */
    Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        kinds.forEach(kind -> meanings.put(kind.label(), kind.meaning()));
        return meanings;
    }

    Map<String, @Nullable Object> order(HttpRequest request, Members members) {
        String possible = "; possible: " + String.join(", ", meanings().keySet());
        String label = members.text("kind").orElseThrow(() -> new AdminException(400, "'kind' is missing" + possible));
        FaultKind kind = kinds.stream()
                .filter(one -> one.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AdminException(400, "no fault '" + label + "'" + possible));
        String method = members.text("method").orElse("*");
        String path = members.text("path").orElse("");
        int skip = members.number("skip", 0, Integer.MAX_VALUE).orElse(0);
        // absent: once; null: until it is taken back
        boolean always = members.has("times") && members.all().get("times") == null;
        int times = always
                ? Integer.MAX_VALUE
                : members.number("times", 1, Integer.MAX_VALUE).orElse(1);
        Faults.When when = faults.on(method, path).skip(skip).times(times);
        Faults.Fault fault = kind.order().place(when, members, request);
        try {
            members.end();
        } catch (AdminException e) {
            faults.remove(fault);
            throw e;
        }
        int number = numbers.incrementAndGet();
        orders.put(number, new Ordered(kind, method, path, skip, times, fault));
        return one(number);
    }

    Map<String, @Nullable Object> one(int number) {
        Ordered ordered = require(number);
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", number);
        shown.put("kind", ordered.kind().label());
        shown.put("method", ordered.method());
        shown.put("path", ordered.path());
        shown.put("skip", ordered.skip());
        shown.put("times", ordered.times() == Integer.MAX_VALUE ? null : ordered.times());
        shown.put("fired", ordered.fault().fired());
        return shown;
    }

    List<Map<String, @Nullable Object>> all() {
        List<Map<String, @Nullable Object>> shown = new ArrayList<>();
        orders.keySet().forEach(number -> shown.add(one(number)));
        return shown;
    }

    void takeBack(int number) {
        faults.remove(require(number).fault());
        orders.remove(number);
    }

    void takeBackAll() {
        orders.values().forEach(ordered -> faults.remove(ordered.fault()));
        orders.clear();
    }

    private Ordered require(int number) {
        Ordered ordered = orders.get(number);
        if (ordered == null) {
            throw new AdminException(404, "no fault " + number);
        }
        return ordered;
    }
}
