package org.crmlink.host.context;

import java.nio.file.Path;
import java.util.Optional;
import org.crmlink.sdk.config.Secret;

/** A process of its own that counts a credential up. Arguments: directory, key, how often. */
final class RotatingProcess {

    private RotatingProcess() {}

    public static void main(String[] arguments) {
        FileCredentialStore store = FileCredentialStore.in(Path.of(arguments[0]));
        int times = Integer.parseInt(arguments[2]);
        for (int i = 0; i < times; i++) {
            store.update(arguments[1], RotatingProcess::next);
        }
    }

    /** A rotation as servers make it: the next token follows from the last one, and using the last one twice would fail. */
    static Optional<Secret> next(Optional<Secret> last) {
        int count = last.map(secret -> Integer.parseInt(secret.reveal())).orElse(0);
        return Optional.of(Secret.of(Integer.toString(count + 1)));
    }
}
