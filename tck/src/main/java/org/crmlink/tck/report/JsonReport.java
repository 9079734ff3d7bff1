package org.crmlink.tck.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Declaration;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.RequirementResult;

/** The report as one JSON document, by {@code report.schema.json} beside {@link Report}. */
public final class JsonReport {

    private static final int FORMAT = 1;

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** The document, with a line break at its end. */
    public static String of(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));
            new JsonReport(json).write(report);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text + "\n";
    }

    /** What stands in the document's place when it did not come to a run: a refusal with its reason. */
    public static String refusal(String reason) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("certified", false);
            json.writeArrayFieldStart("reasons");
            json.writeString(reason);
            json.writeEndArray();
            json.writeArrayFieldStart("requirements");
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text + "\n";
    }

    private void write(Report report) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeBooleanField("certified", report.certified());
        json.writeStringField("bench", report.bench());
        optional("profile", report.profile().map(Profile::word));
        json.writeStringField("budget", Words.of(report.budget()));
        texts("reasons", report.reasons());
        json.writeFieldName("connector");
        if (report.connector().isPresent()) {
            subject(report.connector().get());
        } else {
            json.writeNull();
        }
        json.writeStringField("started", report.started().toString());
        json.writeNumberField("durationMillis", report.duration().toMillis());
        json.writeObjectFieldStart("environment");
        for (Map.Entry<String, String> fact : report.environment().entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeFieldName("capabilities");
        if (report.declaration().isPresent()) {
            declaration(report.declaration().get());
        } else {
            json.writeNull();
        }
        json.writeObjectFieldStart("summary");
        for (Outcome outcome : Outcome.values()) {
            json.writeNumberField(outcome.name(), report.count(outcome));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("requirements");
        for (RequirementResult result : report.requirements()) {
            requirement(result);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void subject(Report.Subject subject) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", subject.id());
        json.writeStringField("displayName", subject.displayName());
        json.writeStringField("version", subject.version());
        json.writeStringField("sha256", subject.sha256());
        json.writeEndObject();
    }

    private void declaration(Declaration declaration) throws IOException {
        Capabilities whole = declaration.connector();
        json.writeStartObject();
        texts(
                "facets",
                whole.facets().stream()
                        .map(Class<? extends Facet>::getSimpleName)
                        .sorted()
                        .toList());
        json.writeNumberField("maxBatch", whole.maxBatch());
        json.writeNumberField("maxPageSize", whole.maxPageSize());
        json.writeNumberField("parallelReaders", whole.parallelReaders());
        json.writeArrayFieldStart("entities");
        for (Map.Entry<String, EntityCapabilities> entity :
                declaration.entities().entrySet()) {
            entity(entity.getKey(), entity.getValue());
        }
        json.writeEndArray();
        json.writeFieldName("attachments");
        if (declaration.attachments().isPresent()) {
            attachments(declaration.attachments().get());
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    private void entity(String name, EntityCapabilities entity) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeObjectFieldStart("operations");
        for (EntityCapabilities.Operation operation :
                entity.operations().stream().sorted().toList()) {
            json.writeObjectFieldStart(Words.of(operation));
            json.writeStringField("versionCheck", Words.of(entity.versionCheck(operation)));
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeStringField("ids", Words.of(entity.idAssignment()));
        json.writeStringField("repeatableCreate", Words.of(entity.repeatableCreate()));
        json.writeArrayFieldStart("changePaths");
        for (ChangePath path : entity.changePaths()) {
            json.writeStartObject();
            json.writeStringField("tracking", Words.of(path.tracking()));
            json.writeStringField("deletions", Words.of(path.deletions()));
            json.writeBooleanField("filters", path.filters());
            json.writeBooleanField("resumable", path.resumable());
            optional("tokenLifetime", path.tokenLifetime().map(Object::toString));
            optional("lateCommitBound", path.lateCommitBound().map(Object::toString));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void attachments(AttachmentCapabilities attachments) throws IOException {
        json.writeStartObject();
        texts(
                "features",
                attachments.features().stream().map(Words::of).sorted().toList());
        json.writeNumberField("maxSize", attachments.maxSize());
        json.writeNumberField("chunkMultiple", attachments.chunkMultiple());
        optional("hash", attachments.hash().map(Words::of));
        json.writeBooleanField("hashIsHint", attachments.hashIsHint());
        json.writeEndObject();
    }

    private void requirement(RequirementResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", result.requirement().name());
        json.writeStringField("label", result.requirement().label());
        json.writeStringField("chapter", result.requirement().group().code());
        json.writeStringField("level", result.requirement().level().name());
        json.writeStringField("sentence", result.requirement().sentence());
        json.writeBooleanField("applies", result.applies());
        json.writeStringField("outcome", result.outcome().name());
        json.writeStringField("message", result.message());
        json.writeNumberField("withheldChecks", result.withheld());
        json.writeArrayFieldStart("checks");
        for (CheckResult check : result.checks()) {
            json.writeStartObject();
            json.writeStringField("name", check.check());
            json.writeStringField("outcome", check.outcome().name());
            json.writeStringField("message", check.message());
            json.writeNumberField("durationMillis", check.duration().toMillis());
            texts("evidence", check.evidence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void texts(String name, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void optional(String name, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        } else {
            json.writeNullField(name);
        }
    }
}
