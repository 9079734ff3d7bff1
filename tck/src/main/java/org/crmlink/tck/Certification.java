package org.crmlink.tck;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.crmlink.tck.run.Runner;

/**
 * A run of the kit over one connector. Built fluently, then {@link #run()}. One-at-a-time, and one run at a time in a process: the kit listens to the
 * process's logs and standard output while it runs.
 */
public final class Certification {

    private final Path pluginDirectory;
    private final Fixture fixture;
    private Optional<Profile> profile = Optional.empty();
    private Budget budget = Budget.QUICK;
    private Progress progress = Progress.NONE;
    private Set<Requirement> only = EnumSet.allOf(Requirement.class);

    private Certification(Path pluginDirectory, Fixture fixture) {
        this.pluginDirectory = requireNonNull(pluginDirectory, "pluginDirectory is null");
        this.fixture = requireNonNull(fixture, "fixture is null");
    }

    /**
     * A run over the connector in a plugin directory.
     *
     * @param pluginDirectory the directory with the connector's jars
     */
    public static Certification of(Path pluginDirectory, Fixture fixture) {
        return new Certification(pluginDirectory, fixture);
    }

    /** What the certificate shall be about; without it the widest profile that the connector declares. */
    public Certification profile(Profile wanted) {
        profile = Optional.of(wanted);
        return this;
    }

    public Certification budget(Budget wanted) {
        budget = requireNonNull(wanted, "budget is null");
        return this;
    }

    /** Looks at some requirements alone, for work on a connector. There is no certificate from such a run. */
    public Certification only(Set<Requirement> wanted) {
        only = Set.copyOf(wanted);
        return this;
    }

    /** Who hears how the run goes on. */
    public Certification progress(Progress listener) {
        progress = requireNonNull(listener, "listener is null");
        return this;
    }

    /** Runs the checks. Blocks; never throws because of a connector, a fixture or a backend: the report says what was wrong. */
    public Report run() {
        return new Runner(pluginDirectory, fixture, profile, budget, only, progress).run();
    }
}
