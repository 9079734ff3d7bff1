package org.crmlink.toolkit.auth;

import java.time.Duration;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;

/**
 * What a token endpoint's refusal means. Decided on Entra's first error number, never on its texts, which are localised and change; elsewhere on
 * the error code of RFC 6749 §5.2.
 */
final class TokenRefusal {

    private TokenRefusal() {}

    private record Meaning(ErrorKind kind, RetryAdvice retry, String hint) {}

    static ConnectorException.Builder of(OAuthAnswer answer, String where) {
        int code = answer.entraCode();
        Meaning meaning = code == 0 ? byError(answer) : byCode(code, answer);
        String said = answer.error() + (code == 0 ? "" : " (AADSTS" + code + ")");
        return ConnectorException.of(meaning.kind(), where + " refused the login: " + said)
                .operation("login")
                .retry(meaning.retry())
                .vendorCode(code == 0 ? answer.error() : "AADSTS" + code)
                .requestId(answer.requestId().orElse(""))
                .hint(meaning.hint());
    }

    private static Meaning byCode(int code, OAuthAnswer answer) {
        return switch (code) {
            case 7000215 -> login("the client secret is wrong: use the secret's value, not its id");
            case 7000222 -> login("the client secret has expired: create a new one");
            case 700016 -> config("the application is not in this tenant: check client id and tenant");
            case 90002 -> config("the tenant does not exist: check the tenant id");
            case 500011 ->
                config("the tenant does not know the address asked for: check the address of the environment");
            case 700027 ->
                login("the certificate is not registered at the application, or this computer's clock is wrong");
            case 700021, 700023 ->
                config("the login endpoint and the client id do not suit each other: check the token address");
            case 700024 -> login("the certificate's statement is outside its time: check this computer's clock");
            case 65001 ->
                new Meaning(
                        ErrorKind.FORBIDDEN,
                        RetryAdvice.never(),
                        "an administrator has to consent to the application's permissions");
            case 50076, 50079 -> again("the login needs a second factor: log in interactively, such as by device code");
            case 53003, 50005 ->
                again("a Conditional Access policy of the tenant blocks this kind of login: ask its administrator");
            case 700082, 70008, 50173 -> again("the stored login has expired or was revoked: log in again");
            case 50034 -> login("the user does not exist in this tenant");
            case 50126 -> login("user name or password is wrong");
            case 50053 -> login("the account is locked: wait or ask the administrator, and do not try on");
            case 90033 -> later(Duration.ofSeconds(30), "the login service is out of order for a moment: try again");
            case 50196 ->
                new Meaning(
                        ErrorKind.RATE_LIMITED,
                        RetryAdvice.after(Duration.ofMinutes(5)),
                        "too many logins with the same data: wait some minutes");
            default -> byError(answer);
        };
    }

    private static Meaning byError(OAuthAnswer answer) {
        return switch (answer.error()) {
            case "invalid_client", "invalid_client_id", "unauthorized_client" ->
                login("check client id and client secret or certificate");
            case "invalid_grant" -> again("the login was refused or has ended: log in again");
            case "interaction_required", "login_required" -> again("a person has to log in: log in interactively");
            case "consent_required" ->
                new Meaning(
                        ErrorKind.FORBIDDEN,
                        RetryAdvice.never(),
                        "an administrator has to consent to the application's permissions");
            case "access_denied", "authorization_declined" -> again("the login was declined");
            case "invalid_scope", "invalid_target", "invalid_resource" ->
                config("the scope asked for does not exist: check the address of the environment");
            case "unsupported_grant_type" -> config("the server does not offer this kind of login: choose another");
            case "temporarily_unavailable", "server_error" ->
                later(Duration.ofSeconds(5), "the login service is out of order for a moment: try again");
            case "inactive_user" -> login("the user is not active: ask the administrator");
            case "inactive_org" -> login("the organisation is locked or has ended: ask its administrator");
            case "slow_down", "rate_limit_exceeded" ->
                new Meaning(ErrorKind.RATE_LIMITED, RetryAdvice.later(), "too many logins: wait and try again");
            default -> config("check the options of the login");
        };
    }

    /** The same data fail again, and each try may bring an account nearer to its lock. */
    private static Meaning login(String hint) {
        return new Meaning(ErrorKind.UNAUTHENTICATED, RetryAdvice.never(), hint);
    }

    private static Meaning again(String hint) {
        return new Meaning(ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), hint);
    }

    private static Meaning config(String hint) {
        return new Meaning(ErrorKind.CONFIG_INVALID, RetryAdvice.never(), hint);
    }

    private static Meaning later(Duration delay, String hint) {
        return new Meaning(ErrorKind.UNAVAILABLE, RetryAdvice.after(delay), hint);
    }
}
