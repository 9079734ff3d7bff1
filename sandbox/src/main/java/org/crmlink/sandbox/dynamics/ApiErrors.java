package org.crmlink.sandbox.dynamics;

import org.crmlink.sandbox.store.RecordId;

/** The refusals of the Web API in one place: numbers are those of the SDK's ErrorCodes. */
final class ApiErrors {

    private ApiErrors() {}

    static ApiException syntax(String message) {
        return new ApiException(400, "0x80060888", message);
    }

    static ApiException badQuery(String message) {
        return new ApiException(400, "0x8006088a", "Bad Request - Error in query syntax. " + message);
    }

    static ApiException noSegment(String segment) {
        return new ApiException(404, "0x8006088a", "Resource not found for the segment '" + segment + "'.");
    }

    static ApiException noProperty(String property, String type) {
        return new ApiException(
                400,
                "0x80060888",
                "Could not find a property named '" + property + "' on type 'Microsoft.Dynamics.CRM." + type + "'.");
    }

    static ApiException noRow(String entity, RecordId id) {
        return new ApiException(404, "0x80040217", entity + " With Id = " + id.text() + " Does Not Exist");
    }

    static ApiException noRowByKey(String entity) {
        return new ApiException(
                404, "0x80060891", "A record with the specified key values does not exist in " + entity + " entity");
    }

    static ApiException keyNotDefined(String columns, String entity) {
        return new ApiException(
                400,
                "0x80060890",
                "Invalid EntityKey Operation performed : Entity " + entity + " does not contain an EntityKey with the"
                        + " attributes " + columns + ".");
    }

    static ApiException badKey(String entity) {
        return new ApiException(
                400,
                "0x80060888",
                "The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM." + entity
                        + "'. Ensure that the names and number of key properties match the declared or alternate key"
                        + " properties for the resource 'Microsoft.Dynamics.CRM." + entity + "'.");
    }

    static ApiException versionMismatch() {
        return new ApiException(
                412,
                "0x80060882",
                "The version of the existing record doesn't match the RowVersion property provided.");
    }

    static ApiException optimisticConcurrencyOff(String entity) {
        return new ApiException(
                400, "0x8006088d", "Optimistic concurrency isn't enabled for entity type " + entity + ".");
    }

    static ApiException duplicate() {
        return new ApiException(412, "0x80040237", "A record with matching key values already exists.");
    }

    static ApiException payload(String entitySet, String detail) {
        return new ApiException(
                400,
                "0x80048d19",
                "Error identified in Payload provided by the user for Entity :'" + entitySet
                        + "', For more information on this error please follow this help link"
                        + " https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException :"
                        + " Microsoft.OData.ODataException: " + detail);
    }

    static ApiException invalidArgument(String message) {
        return new ApiException(400, "0x80040203", message);
    }

    /** The limits are documented (dynamics.md §3.3); status and code of the refusal are our assumption. */
    static ApiException urlTooLong(int limit) {
        return new ApiException(
                414, "0x8006088a", "Bad Request - The request URL is longer than " + limit + " characters.");
    }

    static ApiException methodNotAllowed(String method) {
        return new ApiException(
                405, "0x8006088a", "The requested resource does not support http method '" + method + "'.");
    }

    /** The table does not take part in the message, as the platform says it; 405 is what the documentation has for its kind. */
    static ApiException messageNotSupported(String message, String entity) {
        return new ApiException(
                405,
                "0x80040800",
                "The '" + message + "' method does not support entities of type '" + entity
                        + "'. MessageProcessorCache returned MessageProcessor.Empty.");
    }

    static ApiException unexpected() {
        return new ApiException(500, "0x80040216", "An unexpected error occurred.");
    }

    static ApiException notSupported(String what) {
        return new ApiException(501, "0x80060889", what + " is not supported by this sandbox.");
    }

    static ApiException trackingForbids(String option) {
        return new ApiException(
                400,
                "0x80060888",
                "The \"${" + option + "}\" query parameter isn't supported when Change Tracking is enabled.");
    }

    static ApiException trackingOff(String entity) {
        return new ApiException(400, "0x80072491", "Entity " + entity + " isn't enabled for change tracking.");
    }

    static ApiException stampExpired() {
        return new ApiException(
                400, "0x80044352", "Version stamp associated with the client has expired. Please perform a full sync.");
    }
}
