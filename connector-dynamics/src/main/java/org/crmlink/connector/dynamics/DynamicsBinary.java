package org.crmlink.connector.dynamics;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.OptionalLong;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.toolkit.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/** A binary value at its own address. Thread-safe. */
final class DynamicsBinary implements BinaryRef {

    private final DynamicsService service;
    private final String entity;
    private final String address;
    private final OptionalLong size;
    private final boolean base64;

    DynamicsBinary(DynamicsService service, String entity, String address, OptionalLong size, boolean base64) {
        this.service = service;
        this.entity = entity;
        this.address = address;
        this.size = size;
        this.base64 = base64;
    }

    @Override
    public OptionalLong size() {
        return size;
    }

    @Override
    public InputStream open() {
        HttpAnswer answer = service.send(service.get("fetch", entity, address).header("Accept", "*/*"));
        InputStream body = answer.stream();
        InputStream bytes = base64 ? Base64.getMimeDecoder().wrap(body) : body;
        return new FilterInputStream(bytes) {
            @Override
            public void close() throws IOException {
                try (answer) {
                    super.close();
                }
            }
        };
    }

    /** Two references to the same place are the same value. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DynamicsBinary that && address.equals(that.address) && size.equals(that.size);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @Override
    public String toString() {
        return "binary of " + entity;
    }
}
