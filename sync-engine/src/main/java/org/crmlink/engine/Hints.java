package org.crmlink.engine;

import org.crmlink.sdk.ErrorKind;

/** What a person can do about a kind of failure, for failures that do not say it themselves. */
final class Hints {

    private Hints() {}

    static String of(ErrorKind kind) {
        return switch (kind) {
            case CONFIG_INVALID -> "correct the configuration and sync again";
            case UNAUTHENTICATED -> "log in again or correct the credentials, then sync again";
            case FORBIDDEN -> "ask an administrator of the backend for the missing right";
            case NOT_FOUND -> "check that it still exists on the server; if not, remove it from the configuration";
            case ALREADY_EXISTS -> "a record with this key exists on the server; change the key's value and retry";
            case CONFLICT -> "decide which side holds, then clear the error and sync again";
            case INVALID_DATA -> "correct the value named, clear the error and sync again";
            case UNSUPPORTED -> "the backend does not offer this; undo the change or change the configuration";
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT -> "nothing is lost; sync again later";
            case QUOTA_EXHAUSTED ->
                "wait until the server's budget is renewed or ask for a greater one, then sync again";
            case CANCELLED -> "nothing is lost; sync again to go on";
            case RESYNC_REQUIRED -> "sync again with a full read of this entity";
            case SCHEMA_CHANGED -> "the server's tables changed meanwhile; sync again";
            case LIMIT_EXCEEDED -> "make the value or the request smaller, then retry";
            case PROTOCOL_ERROR -> "check that the address belongs to the backend and not to a proxy or login page";
            case OUTCOME_UNKNOWN -> "look on the server whether the change arrived, then retry or undo it";
        };
    }
}
