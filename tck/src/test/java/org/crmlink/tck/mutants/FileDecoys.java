package org.crmlink.tck.mutants;

import java.util.List;
import org.crmlink.paper.connector.Flaw;

/** Odd but legal behaviours of C19. */
final class FileDecoys {

    static final List<Decoy> ALL = List.of(
            new Decoy(Flaw.ODD_MEDIA_TYPE, "the store derives media types itself"),
            new Decoy(Flaw.ODD_HASH_IS_HINT, "the store rewrites files: its checksum is a hint"),
            new Decoy(Flaw.ODD_NO_HASH, "the store keeps no checksums"),
            new Decoy(Flaw.ODD_NO_RANGE, "whole files only, and an offset is refused"),
            new Decoy(Flaw.ODD_NO_RESUME, "uploads cannot be resumed, and resume() is refused"),
            new Decoy(Flaw.ODD_NO_CONDITIONS, "writes have no conditions, and are refused with one"),
            new Decoy(Flaw.ODD_PATHS_ONLY, "files have paths and no ids"),
            new Decoy(Flaw.ODD_END_REFUSED, "an offset exactly at the end is refused"),
            new Decoy(Flaw.ODD_PLAIN_STORE, "a store that takes files and gives them, and nothing else"),
            new Decoy(Flaw.ODD_NAMES_NARROW, "most difficult names are refused"));

    private FileDecoys() {}
}
