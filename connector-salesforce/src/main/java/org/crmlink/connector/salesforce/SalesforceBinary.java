package org.crmlink.connector.salesforce;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.toolkit.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/** A file's content, which rows only tell the address of. Thread-safe. */
final class SalesforceBinary implements BinaryRef {

    private final SalesforceService service;
    private final String entity;
    private final String link;

    /** @param link path of the content, as a row tells it */
    SalesforceBinary(SalesforceService service, String entity, String link) {
        this.service = service;
        this.entity = entity;
        this.link = link;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public InputStream open() {
        HttpAnswer answer = service.send(service.follow("binary", entity, link).header("Accept", "*/*"));
        return new FilterInputStream(answer.stream()) {
            @Override
            public void close() throws IOException {
                answer.close();
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SalesforceBinary that && link.equals(that.link);
    }

    @Override
    public int hashCode() {
        return link.hashCode();
    }

    @Override
    public String toString() {
        return "SalesforceBinary[" + entity + "]";
    }
}
