package org.crmlink.toolkit.auth;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account's name in a token, for people only: nothing is decided by it, and it came from the token endpoint itself, so its signature is not
 * checked (OpenID Connect Core §3.1.3.7). Stateless.
 */
final class AccountName {

    private static final List<String> NAMES = List.of("preferred_username", "upn", "unique_name", "email", "name");
    private static final int LONGEST = 256;

    private AccountName() {}

    /** The name in an answer's id token; of servers that send none, such as AD FS without scopes, in an access token that can be read. */
    static Optional<String> of(OAuthAnswer answer) {
        return in(answer.text("id_token")).or(() -> in(answer.text("access_token")));
    }

    private static Optional<String> in(Optional<String> token) {
        return token.flatMap(AccountName::claims)
                .flatMap(claims -> NAMES.stream()
                        .flatMap(name -> claims.text(name).stream())
                        .filter(AccountName::isShowable)
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
