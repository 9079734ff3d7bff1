package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** The outer form of answers: content types, protocol headers, error bodies. */
final class Answers {

    static final String JSON = "application/json; odata.metadata=minimal";

    private Answers() {}

    /** Writes the members of the answer's JSON object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    /** An answer that streams one JSON object. */
    static HttpResponse object(int status, Members members) {
        return HttpResponse.streaming(status, JSON, stream -> {
                    try (JsonGenerator out = Json.factory().createGenerator(stream)) {
                        out.writeStartObject();
                        members.write(out);
                        out.writeEndObject();
                    }
                })
                .with("OData-Version", "4.0");
    }

    /** A small answer. */
    static HttpResponse tree(int status, Map<String, @Nullable Object> body) {
        return HttpResponse.of(status, JSON, Json.bytes(body)).with("OData-Version", "4.0");
    }

    static HttpResponse text(String text) {
        return HttpResponse.of(200, "text/plain", text).with("OData-Version", "4.0");
    }

    static HttpResponse noContent() {
        return HttpResponse.empty(204).with("OData-Version", "4.0");
    }

    static HttpResponse error(ApiException e, Prefer prefer, ServiceVersion version) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        boolean payload = e.code().equals(ApiErrors.PAYLOAD);
        error.put("code", version.hidesCodes() ? "" : payload && version.hidesPayloadCode() ? "0x0" : e.code());
        error.put("message", e.getMessage());
        if (prefer.wants("Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus")) {
            error.put("@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus", "0");
            error.put("@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode", "0");
            error.put(
                    "@Microsoft.PowerApps.CDS.HelpLink",
                    "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a"
                            + e.code().replace("0x", "") + "&client=platform");
            error.put("@Microsoft.PowerApps.CDS.TraceText", "");
            error.put("@Microsoft.PowerApps.CDS.InnerError.Message", e.getMessage());
        }
        if (version.hidesCodes()) {
            Map<String, @Nullable Object> inner = new LinkedHashMap<>();
            inner.put("message", e.getMessage());
            inner.put("type", "Microsoft.Crm.CrmHttpException");
            inner.put("stacktrace", "   at Microsoft.Crm.Extensibility.OData.CrmODataExecutionContext.Execute()");
            error.put("innererror", inner);
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("error", error);
        HttpResponse response =
                tree(e.status(), body).with("REQ_ID", UUID.randomUUID().toString());
        if (e.retryAfterSeconds() >= 0) {
            response.with("Retry-After", Integer.toString(e.retryAfterSeconds()));
        }
        return response;
    }
}
