package org.crmlink.paper.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The flaw that this connector was built with, read once from its own jar. */
final class ChosenFlaw {

    static final Optional<Flaw> FLAW = read();

    private ChosenFlaw() {}

    private static Optional<Flaw> read() {
        try (InputStream in = Flaw.class.getClassLoader().getResourceAsStream(Flaw.RESOURCE)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(Flaw.valueOf(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + Flaw.RESOURCE + " cannot be read", e);
        }
    }
}
