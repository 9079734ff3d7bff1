package org.crmlink.sandbox.salesforce.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.describe.DescribeWriter;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/** {@code /sobjects}, {@code /sobjects/Account} and {@code …/describe}. Source: backend page, section 5. Thread-safe. */
final class DescribeRoutes {

    private static final int RECENT = 5;

    private final RecordStore store;
    private final MetadataStamp stamp;

    DescribeRoutes(RecordStore store, MetadataStamp stamp) {
        this.store = store;
        this.stamp = stamp;
    }

    HttpResponse global(ApiCall call) {
        call.mustBe("GET");
        return stamped(call, () -> DescribeWriter.global(store.schema(), call.root()));
    }

    HttpResponse describe(ApiCall call, SObject object) {
        call.mustBe("GET");
        return stamped(call, () -> DescribeWriter.describe(store, object, call.root()));
    }

    HttpResponse basic(ApiCall call, SObject object) {
        call.mustBe("GET", "POST");
        List<Map<String, @Nullable Object>> recent = new ArrayList<>();
        for (Row row : store.rows(object)) {
            if (!row.isDeleted() && recent.size() < RECENT) {
                Map<String, @Nullable Object> item = new LinkedHashMap<>();
                Map<String, Object> attributes = new LinkedHashMap<>();
                attributes.put("type", object.name());
                attributes.put("url", call.root() + "/sobjects/" + object.name() + "/" + row.id());
                item.put("attributes", attributes);
                item.put("Id", row.id());
                object.nameField().ifPresent(field -> item.put(field.name(), row.get(field.name())));
                recent.add(item);
            }
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("objectDescribe", DescribeWriter.summary(object, call.root()));
        answer.put("recentItems", recent);
        return Answers.json(200, answer);
    }

    private HttpResponse stamped(ApiCall call, Supplier<Map<String, @Nullable Object>> document) {
        Instant changed = stamp.changed();
        Optional<Instant> since = Answers.httpDate(call.header("If-Modified-Since"));
        HttpResponse response = since.isPresent() && !changed.isAfter(since.get())
                ? HttpResponse.empty(304)
                : Answers.json(200, document.get());
        return response.with("Last-Modified", Answers.httpDate(changed)).with("ETag", stamp.etag());
    }
}
