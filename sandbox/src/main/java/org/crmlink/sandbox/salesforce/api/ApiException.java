package org.crmlink.sandbox.salesforce.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.jspecify.annotations.Nullable;

/** A refusal as the API sends it: a status and a list of errors. Source of codes and texts: backend page, section 13. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable Object body;

    ApiException(int status, String code, String message) {
        this(status, message, List.of(error(code, message)));
    }

    /**
     * A refusal with a body of its own.
     *
     * @param body a tree for {@link org.crmlink.sandbox.http.Json}; null for none
     */
    ApiException(int status, String message, @Nullable Object body) {
        super(message);
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    @Nullable
    Object body() {
        return body;
    }

    private static Map<String, Object> error(String code, String message) {
        // framework errors have no list of fields
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("errorCode", code);
        return error;
    }

    /** What an org refuses of one record that the address names. */
    static ApiException of(OrgException refused) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", String.valueOf(refused.getMessage()));
        error.put("errorCode", refused.code());
        error.put("fields", refused.fields());
        boolean missing = refused.code().equals("NOT_FOUND")
                || refused.code().equals("ENTITY_IS_DELETED")
                        && refused.fields().isEmpty();
        int status = missing ? 404 : 400;
        return new ApiException(status, String.valueOf(refused.getMessage()), List.of(error));
    }

    static ApiException of(SoqlException refused) {
        return new ApiException(400, refused.code(), String.valueOf(refused.getMessage()));
    }

    static ApiException notFound() {
        return new ApiException(404, "NOT_FOUND", "The requested resource does not exist");
    }

    static ApiException noSuchRow(String id) {
        return new ApiException(
                404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + id);
    }

    static ApiException method(String method, String allowed) {
        return new ApiException(
                405, "METHOD_NOT_ALLOWED", "HTTP Method '" + method + "' not allowed. Allowed are " + allowed);
    }

    static ApiException json(String message) {
        return new ApiException(400, "JSON_PARSER_ERROR", message);
    }

    static ApiException session() {
        return new ApiException(401, "INVALID_SESSION_ID", "Session expired or invalid");
    }
}
