package org.crmlink.cli.chaos;

import java.util.concurrent.atomic.AtomicInteger;

/** Gives every edit a value of its own, so that each value tells who wrote it. Thread-safe. */
final class Values {

    private final AtomicInteger last = new AtomicInteger(100);

    String next(Entity entity, String field) {
        int number = last.incrementAndGet();
        return entity.isNumber(field) ? Integer.toString(number) : "w" + number;
    }
}
