package org.crmlink.toolkit.auth;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The name in an id token, for people only: nothing is decided by it, and it came from the token endpoint itself, so its signature is not checked
 * (OpenID Connect Core §3.1.3.7). Stateless.
 */
final class IdToken {

    private static final List<String> NAMES = List.of("preferred_username", "upn", "unique_name", "email", "name");
    private static final int LONGEST = 256;

    private IdToken() {}

    /** The account of an answer's id token, if it has one. */
    static Optional<String> account(OAuthAnswer answer) {
        return answer.text("id_token")
                .flatMap(IdToken::claims)
                .flatMap(claims -> NAMES.stream()
                        .flatMap(name -> claims.text(name).stream())
                        .filter(IdToken::isShowable)
                        .findFirst());
    }

    private static Optional<OAuthAnswer> claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        return Stream.of(parts[1])
                .flatMap(part -> decoded(part).stream())
                .flatMap(json -> OAuthAnswer.parse(json).stream())
                .findFirst();
    }

    private static Optional<byte[]> decoded(String part) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException e) {
            // not a token after all: the account stays unknown
            return Optional.empty();
        }
    }

    private static boolean isShowable(String name) {
        return name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl);
    }
}
