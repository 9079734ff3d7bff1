package org.crmlink.sandbox.salesforce.soap;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.login.Session;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.soql.SoqlException;

/**
 * {@code /services/Soap/u/62.0}: lets in whom a session is known of, and answers one operation of the partner API. Thread-safe. Source: backend page,
 * sections 2.2 and 19.
 */
public final class PartnerFace implements Face {

    private static final Pattern PATH = Pattern.compile("/services/Soap/u/(?<version>\\d{1,3}\\.\\d)(?:/.*)?");
    private static final String XML = "text/xml;charset=UTF-8";

    private final Sessions sessions;
    private final SalesforceSettings settings;
    private final LoginOperations logins;
    private final RecordOperations records;
    private final QueryOperations queries;

    /** A face over these. */
    public PartnerFace(
            Sessions sessions,
            SalesforceSettings settings,
            LoginOperations logins,
            RecordOperations records,
            QueryOperations queries) {
        this.sessions = sessions;
        this.settings = settings;
        this.logins = logins;
        this.records = records;
        this.queries = queries;
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer(request, path.group("version")));
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an answer could not be written", e);
        }
    }

    private HttpResponse answer(HttpRequest request, String versionText) throws XMLStreamException {
        try {
            int version = version(versionText);
            Element envelope = parsed(request);
            Element body = envelope.child("Body").orElseThrow(PartnerFace::malformed);
            Element operation = body.children().stream().findFirst().orElseThrow(PartnerFace::malformed);
            SoapWriter out = new SoapWriter();
            if (operation.name().equals("login")) {
                return xml(200, out.answer("login", settings.used(), settings.dailyRequests(), () -> {
                    logins.login(out, request, operation, version);
                }));
            }
            SoapCall call = SoapCall.of(request, envelope, operation, version, session(envelope));
            if (settings.isSpent()) {
                throw new SoapFault("UnexpectedErrorFault", "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
            }
            settings.use(1);
            return xml(
                    200, out.answer(operation.name(), settings.used(), settings.dailyRequests(), () -> run(out, call)));
        } catch (SoqlException e) {
            return fault(SoapFault.of(e));
        } catch (OrgException e) {
            return fault(SoapFault.of(e));
        } catch (SoapFault e) {
            return fault(e);
        }
    }

    private void run(SoapWriter out, SoapCall call) throws XMLStreamException {
        boolean known = logins.handle(out, call) || queries.handle(out, call) || records.handle(out, call);
        if (!known) {
            throw new SoapFault(
                    "UnexpectedErrorFault",
                    "INVALID_OPERATION",
                    "No operation available for request " + call.operation().name()
                            + ", please check the WSDL for the service.");
        }
    }

    private int version(String text) {
        int version = settings.version(text).orElse(0);
        if (version < SalesforceSettings.OLDEST_VERSION || version > settings.newestVersion()) {
            throw new SoapFault(
                    "UnexpectedErrorFault", "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL: " + text);
        }
        return version;
    }

    private Session session(Element envelope) {
        return envelope.child("Header")
                .flatMap(header -> header.child("SessionHeader"))
                .map(header -> header.text("sessionId").strip())
                .flatMap(sessions::use)
                .orElseThrow(SoapFault::session);
    }

    private static Element parsed(HttpRequest request) {
        try {
            return Element.read(request.body());
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    private static SoapFault malformed() {
        return new SoapFault(
                "UnexpectedErrorFault", "UNKNOWN_EXCEPTION", "The request is no SOAP envelope with an operation");
    }

    private static HttpResponse fault(SoapFault fault) throws XMLStreamException {
        return xml(500, new SoapWriter().fault(fault));
    }

    private static HttpResponse xml(int status, byte[] bytes) {
        return HttpResponse.of(status, XML, bytes);
    }
}
