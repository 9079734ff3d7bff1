package org.crmlink.sandbox.dynamics;

import org.crmlink.sandbox.store.StoreException;

/** The store's refusals in the words of the Web API. */
final class StoreErrors {

    private StoreErrors() {}

    static ApiException translate(StoreException e) {
        if (e instanceof StoreException.RowNotFound missing) {
            return missing.id()
                    .map(id -> ApiErrors.noRow(e.table(), id))
                    .orElseGet(() -> ApiErrors.noRowByKey(e.table()));
        }
        if (e instanceof StoreException.DuplicateKey duplicate) {
            return duplicate
                    .key()
                    .map(key -> new ApiException(
                            412,
                            "0x80060892",
                            "Entity Key " + key + " violated. A record with the same value for "
                                    + String.join(", ", duplicate.columns())
                                    + " already exists. A duplicate record cannot be created. Select one or more unique"
                                    + " values and try again."))
                    .orElseGet(ApiErrors::duplicate);
        }
        if (e instanceof StoreException.VersionMismatch) {
            return ApiErrors.versionMismatch();
        }
        if (e instanceof StoreException.DeleteRestricted) {
            return new ApiException(
                    405,
                    "0x80040227",
                    "The object you tried to delete is associated with another object and cannot be deleted.");
        }
        if (e instanceof StoreException.LockTimeout) {
            return new ApiException(
                    500,
                    "0x80044150",
                    "Sql error: Transaction was deadlocked on lock resources with another process and has been chosen as"
                            + " the deadlock victim. Rerun the transaction. Sql Number: 1205");
        }
        if (e instanceof StoreException.UnknownKey unknown) {
            return ApiErrors.keyNotDefined(String.join(",", unknown.columns()), e.table());
        }
        if (e instanceof StoreException.UnknownColumn unknown) {
            return ApiErrors.noProperty(unknown.column(), e.table());
        }
        if (e instanceof StoreException.Refused refused) {
            return new ApiException(400, refused.code(), String.valueOf(refused.getMessage()));
        }
        if (e instanceof StoreException.InvalidValue invalid) {
            return invalid(invalid);
        }
        return ApiErrors.invalidArgument(String.valueOf(e.getMessage()));
    }

    private static ApiException invalid(StoreException.InvalidValue e) {
        String where = "the '" + e.column() + "' attribute of the '" + e.table() + "' entity";
        return switch (e.reason()) {
            case TOO_LONG ->
                new ApiException(
                        400,
                        "0x80044331",
                        "A validation error occurred.  The length of " + where + " exceeded the maximum allowed length"
                                + limit(e) + ".");
            case OUT_OF_RANGE ->
                new ApiException(
                        400,
                        // Integers have a code of their own; the store keeps no other column's value as an Integer.
                        e.value() instanceof Integer ? "0x8004432f" : "0x80044330",
                        "A validation error occurred.  The value of '" + e.column() + "' on record of type '"
                                + e.table() + "' is outside the valid range.");
            case UNKNOWN_OPTION ->
                new ApiException(
                        400,
                        "0x8004431a",
                        "A validation error occurred.  The value " + e.value() + " of '" + e.column()
                                + "' on record of type '" + e.table()
                                + "' is outside the valid range. Accepted Values: "
                                + "see the option set.");
            case STATUS_NOT_IN_STATE ->
                new ApiException(
                        400,
                        "0x80048408",
                        e.value() + " is not a valid status code for the state code of " + e.table() + ".");
            // The codes StateTransitionActivateNewStatus and …DeactivateNewStatus are public; for a change of the
            // reason
            // within a state no code of its own is, so it has that of a pair that does not fit (our assumption).
            case STATUS_TRANSITION ->
                new ApiException(
                        400,
                        "0x80048408",
                        e.value() + " is not a valid status code for " + e.table()
                                + " because of the status transition rules.");
            case ACTIVATION ->
                new ApiException(
                        400,
                        "0x8004f857",
                        "You can't activate this record because of the status transition rules. Contact your system"
                                + " administrator.");
            case DEACTIVATION ->
                new ApiException(
                        400,
                        "0x8004f858",
                        "You can't deactivate this record because of the status transition rules. Contact your system"
                                + " administrator.");
            case REQUIRED ->
                new ApiException(
                        400,
                        "0x80040203",
                        "Required field '" + e.column() + "' of entity '" + e.table() + "' is missing.");
            case TARGET_NOT_FOUND ->
                new ApiException(
                        400,
                        "0x80040353",
                        "The record that the attribute '" + e.column() + "' of entity '" + e.table()
                                + "' refers to does not exist.");
            case WRONG_TARGET_TABLE ->
                ApiErrors.invalidArgument("The attribute '" + e.column() + "' of entity '" + e.table()
                        + "' cannot refer to that entity.");
            case TYPE ->
                ApiErrors.invalidArgument(
                        "Incorrect attribute value type for '" + e.column() + "' of entity '" + e.table() + "'.");
        };
    }

    private static String limit(StoreException.InvalidValue e) {
        String message = String.valueOf(e.getMessage());
        java.util.regex.Matcher number =
                java.util.regex.Pattern.compile("(\\d+)\\D*$").matcher(message);
        return number.find() ? " of '" + number.group(1) + "'" : "";
    }
}
