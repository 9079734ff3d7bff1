package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.toolkit.http.Authorization;
import org.crmlink.toolkit.http.Challenge;
import org.crmlink.toolkit.http.CredentialProvider;
import org.crmlink.toolkit.http.HttpCall;

/** Sends the token of a {@link TokenSource}; a refused one is replaced once. Thread-safe. */
public final class BearerCredentials implements CredentialProvider {

    /** Continuous access evaluation: {@code WWW-Authenticate: Bearer … error="insufficient_claims", claims="base64"}. */
    private static final Pattern CLAIMS =
            Pattern.compile("(?i)^bearer\\b.*\\bclaims=\"([A-Za-z0-9+/=_-]{1,8192})\".*", Pattern.DOTALL);

    private final TokenSource tokens;

    public BearerCredentials(TokenSource tokens) {
        this.tokens = requireNonNull(tokens, "tokens is null");
    }

    @Override
    public Authorization authorize(HttpCall call) {
        return authorization(tokens.current());
    }

    @Override
    public boolean renew(Authorization refused, Challenge challenge) {
        return tokens.renew(token -> authorization(token).sameAs(refused), claims(challenge));
    }

    private static Authorization authorization(AccessToken token) {
        return Authorization.bearer(token.value().reveal());
    }

    private static String claims(Challenge challenge) {
        for (String scheme : challenge.schemes()) {
            Matcher matcher = CLAIMS.matcher(scheme);
            if (matcher.matches()) {
                String base64 = matcher.group(1).replace('-', '+').replace('_', '/');
                try {
                    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    // a demand that cannot be read cannot be passed on; the new token may do without it
                    return "";
                }
            }
        }
        return "";
    }
}
