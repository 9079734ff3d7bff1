package org.crmlink.benchmarks.contestant;

/** A program that does one job; started in a JVM of its own by {@link Program}. */
@FunctionalInterface
public interface Contestant {

    /** @throws Exception whatever its libraries throw; its run is void then */
    Outcome run(Job job) throws Exception;
}
