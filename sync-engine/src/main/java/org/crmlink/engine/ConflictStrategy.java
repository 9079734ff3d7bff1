package org.crmlink.engine;

import java.util.Locale;
import java.util.Optional;

/** Who wins when a record was changed here and on the server since the last sync (rules C5, C6, C8). */
public enum ConflictStrategy {
    /** The local change is dropped whole; the server's record comes down (C5). */
    SERVER_WINS("server-wins"),
    /** The locally changed fields are sent over the server's; its changes of other fields stay (C6). */
    DEVICE_WINS("device-wins"),
    /** Nothing is changed on either side until a person has decided (C8). */
    MANUAL("manual");

    private final String text;

    ConflictStrategy(String text) {
        this.text = text;
    }

    /** The word in configuration files. */
    public String text() {
        return text;
    }

    /** Finds a strategy by its word, without regard to case. */
    public static Optional<ConflictStrategy> parse(String text) {
        String wanted = text.trim().toLowerCase(Locale.ROOT).replace('_', '-');
        for (ConflictStrategy strategy : values()) {
            if (strategy.text.equals(wanted)) {
                return Optional.of(strategy);
            }
        }
        return Optional.empty();
    }
}
