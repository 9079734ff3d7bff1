package org.crmlink.sandbox.salesforce.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.login.LoginFace;
import org.crmlink.sandbox.salesforce.login.Session;
import org.crmlink.sandbox.salesforce.login.Sessions;

/**
 * {@code /services/data}: lets in whom a session is known of, counts calls, and gives each answer the usual headers. Thread-safe. Source: backend page,
 * sections 1 to 4.
 */
public final class RestFace implements Face {

    private static final Pattern PATH =
            Pattern.compile("/services/data(?:/?|/v(?<version>\\d{1,3}\\.\\d)(?<rest>/.*)?)");
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Longest address, and longest address with headers. */
    private static final int MOST_CHARACTERS = 16_384;

    private final Sessions sessions;
    private final SalesforceSettings settings;
    private final Clock clock;
    private final Function<ApiCall, HttpResponse> routes;

    RestFace(Sessions sessions, SalesforceSettings settings, Clock clock, Function<ApiCall, HttpResponse> routes) {
        this.clock = clock;
        this.sessions = sessions;
        this.settings = settings;
        this.routes = routes;
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        String version = path.group("version");
        if (version == null) {
            return Optional.of(pretty(request, Answers.json(200, VersionDocuments.versions(settings))));
        }
        HttpResponse response;
        try {
            mustBeShort(request);
            response = admitted(request, version, path.group("rest") == null ? "" : path.group("rest"));
        } catch (ApiException e) {
            response = Answers.refused(e);
        }
        boolean describe = request.path().endsWith("/describe");
        return Optional.of((describe ? response : pretty(request, response))
                .with("Date", Answers.httpDate(clock.instant()))
                .with("Sforce-Limit-Info", settings.usage())
                .with("Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private"));
    }

    private HttpResponse admitted(HttpRequest request, String version, String rest) {
        Session session = LoginFace.bearer(request).flatMap(sessions::use).orElseThrow(ApiException::session);
        int number = settings.version(version).orElseThrow(ApiException::notFound);
        if (number < SalesforceSettings.OLDEST_VERSION) {
            throw new ApiException(
                    410, "UNSUPPORTED_API_VERSION", "The version v" + version + " was retired; the oldest is v31.0");
        }
        if (number > settings.newestVersion()) {
            throw ApiException.notFound();
        }
        if (settings.isSpent()) {
            throw new ApiException(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        settings.use(1);
        return routes.apply(ApiCall.of(request, rest, number, session));
    }

    private static void mustBeShort(HttpRequest request) {
        int uri = request.target().length();
        if (uri > MOST_CHARACTERS) {
            throw new ApiException(
                    414, "URI_TOO_LONG", "The address is longer than " + MOST_CHARACTERS + " characters");
        }
        int headers = request.headers().lines().stream()
                .mapToInt(line -> line.getKey().length() + line.getValue().length() + 4)
                .sum();
        if (uri + headers > MOST_CHARACTERS) {
            throw new ApiException(
                    431,
                    "REQUEST_HEADER_FIELDS_TOO_LARGE",
                    "Address and headers are longer than " + MOST_CHARACTERS + " characters");
        }
    }

    /** Indented if the client wishes it. */
    private static HttpResponse pretty(HttpRequest request, HttpResponse response) {
        boolean wished = !response.isFile()
                && request.headers().first("X-PrettyPrint").filter("1"::equals).isPresent()
                && response.headers()
                        .first("Content-Type")
                        .filter(Answers.JSON::equals)
                        .isPresent();
        if (!wished) {
            return response;
        }
        DefaultIndenter two = new DefaultIndenter("  ", "\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(two));
            Json.write(json, Answers.tree(response));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return response.withBody(bytes.toByteArray());
    }
}
