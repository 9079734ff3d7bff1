package org.crmlink.tck;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the kit must know to certify one connector. Found by {@link java.util.ServiceLoader} in the fixture's jars: one line in
 * {@code META-INF/services/org.crmlink.tck.Fixture}. A fixture says nothing about how to test; there is no test class to write.
 *
 * <p>The five abstract methods are enough. Made by its public no-argument constructor, once a run; called from one thread.
 */
public interface Fixture {

    /** The id of the connector to certify. */
    String connector();

    /**
     * Starts the backend, or reaches one that runs. Called once a run; the kit closes what it returns.
     *
     * @throws Exception if there is no backend: the run ends without a certificate and shows the message
     */
    Backdoor open() throws Exception;

    /**
     * A valid configuration, secrets included.
     *
     * @param endpoint where the connector shall send everything, logins included: the kit's proxy, which stands before {@link Backdoor#url()}
     */
    Map<String, String> configuration(Backdoor backend, URI endpoint);

    /**
     * Names of the entities that the kit may fill, change and empty as it likes, the most capable first. A check takes the first one that offers what
     * it needs.
     */
    List<String> entities();

    /**
     * The size of page that queries ask for: the smaller, the faster; at least the smallest that the backend serves.
     *
     * <p>Where the connector has an option for the size of pages, the configuration should say the same: listings of ids know no
     * other wish.
     */
    default int pageSize() {
        return 10;
    }

    /** Whether a request belongs to the login (token endpoint, discovery), so that faults for data pass it by. */
    default boolean isLogin(String method, String path) {
        return path.endsWith("/token");
    }

    /**
     * A value for a field, where neither the metadata nor the backend tells enough to make one. For lookups the kit takes what the backend fills in
     * by itself, records of entities that it does not empty ({@link Backdoor#ids}), and records that it makes; for choices the options of the metadata,
     * such that those that depend on each other fit.
     *
     * @param n differs from call to call; another number wants another value, where the field allows it
     * @return the value in the field's Java type; empty lets the kit make one
     */
    default Optional<Object> value(String entity, String field, int n) {
        return Optional.empty();
    }

    /**
     * Fields of an entity that the kit shall leave alone although the metadata says that they can be written, with a reason each. Lookups without
     * anything to point to are left alone anyway.
     */
    default Map<String, String> untouched(String entity) {
        return Map.of();
    }

    /** Configurations that are each invalid, by a name for people; beside those that the kit makes by spoiling the valid one. */
    default Map<String, Map<String, String>> invalidConfigurations() {
        return Map.of();
    }

    /**
     * How this backend says "too many requests just now", for instance with a code in a 403; without this method the answers under {@code throttled}
     * in {@code answers.json}, a resource beside the fixture's class, if there is one.
     */
    default List<Answer> throttled() {
        return SampleAnswers.beside(getClass()).throttled();
    }

    /** How this backend says that a budget for a longer time is used up; without this method {@code exhausted} in {@code answers.json}. */
    default List<Answer> exhausted() {
        return SampleAnswers.beside(getClass()).exhausted();
    }

    /**
     * How this backend says that a sync token has expired, if it answers a request for changes so and {@link Backdoor#expireTokens} is missing; without
     * this method {@code expiredToken} in {@code answers.json}.
     */
    default Optional<Answer> expiredToken() {
        return SampleAnswers.beside(getClass()).expiredToken();
    }

    /** Names of options that name another address than the endpoint, such as a proxy; not spoilt one by one. */
    default Set<String> addressOptions() {
        return Set.of();
    }
}
