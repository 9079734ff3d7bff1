package org.crmlink.sdk.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/**
 * One thing wrong with a configuration. Immutable.
 *
 * @param key the option concerned
 * @param message what is wrong and what to do; never a secret's value
 */
public record ConfigProblem(String key, String message) {

    public ConfigProblem {
        requireNonNull(key, "key is null");
        requireNonNull(message, "message is null");
    }

    /** One exception that names all problems. */
    public static ConnectorException toException(List<ConfigProblem> problems) {
        String text = problems.stream().map(p -> p.key() + ": " + p.message()).collect(Collectors.joining("; "));
        return ConnectorException.of(ErrorKind.CONFIG_INVALID, text)
                .operation("configure")
                .hint("correct the options named and try again")
                .build();
    }
}
