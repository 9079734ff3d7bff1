package org.crmlink.tck;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a certificate is about. Each profile names the chapters that it takes in. */
public enum Profile {
    READER("Reader", EnumSet.of(Group.LOADING_LIFECYCLE, Group.CONFIGURATION, Group.METADATA, Group.FULL_READ)),
    CHANGE_READER("Change Reader", EnumSet.of(Group.CHANGE_QUERY, Group.DELETIONS)),
    BIDIRECTIONAL(
            "Bidirectional",
            EnumSet.of(Group.UPLOAD, Group.IDEMPOTENCY, Group.CONFLICT_DETECTION, Group.PARTIAL_FAILURE)),
    ATTACHMENT_STORE("Attachment Store", EnumSet.of(Group.LOADING_LIFECYCLE, Group.CONFIGURATION, Group.ATTACHMENTS));

    /** No certificate without these, whatever it is about. */
    private static final Set<Group> HARDENED = EnumSet.of(
            Group.THROTTLING_RETRY,
            Group.AUTH_EXPIRY,
            Group.TIMEOUTS_CANCELLATION,
            Group.CONCURRENCY,
            Group.RESOURCE_LEAKS,
            Group.SECURITY,
            Group.OBSERVABILITY);

    private final String title;
    private final Set<Group> own;

    Profile(String title, Set<Group> own) {
        this.title = title;
        this.own = own;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** The word on the command line, such as {@code change-reader}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Finds a profile by its word. */
    public static Optional<Profile> named(String word) {
        for (Profile profile : values()) {
            if (profile.word().equals(word)) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    /** Whether a certificate of this profile is about the requirement. */
    public boolean requires(Requirement requirement) {
        if (this == ATTACHMENT_STORE && requirement == Requirement.R14) {
            return true;
        }
        return groups().contains(requirement.group());
    }

    private Set<Group> groups() {
        EnumSet<Group> groups = EnumSet.copyOf(HARDENED);
        groups.addAll(own);
        if (this == ATTACHMENT_STORE) {
            return groups;
        }
        groups.addAll(READER.own);
        groups.add(Group.PAGING_RESUME);
        groups.add(Group.TYPES_FIDELITY);
        if (this == BIDIRECTIONAL) {
            groups.addAll(CHANGE_READER.own);
        }
        return groups;
    }
}
