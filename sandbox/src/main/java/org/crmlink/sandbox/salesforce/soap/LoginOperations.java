package org.crmlink.sandbox.salesforce.soap;

import java.time.Clock;
import javax.xml.stream.XMLStreamException;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.login.ConnectedApps;
import org.crmlink.sandbox.salesforce.login.OrgUsers;
import org.crmlink.sandbox.salesforce.login.Session;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.query.Moments;

/** login, logout, getUserInfo and getServerTimestamp. Thread-safe. Source: backend page, section 2.2. */
public final class LoginOperations {

    private static final int LAST_VERSION_WITH_LOGIN = 64;
    private static final int SHORT_ID = 15;

    private final ConnectedApps apps;
    private final Sessions sessions;
    private final OrgUsers users;
    private final SalesforceSettings settings;
    private final Clock clock;

    /** Logins of these users. */
    public LoginOperations(
            ConnectedApps apps, Sessions sessions, OrgUsers users, SalesforceSettings settings, Clock clock) {
        this.apps = apps;
        this.sessions = sessions;
        this.users = users;
        this.settings = settings;
        this.clock = clock;
    }

    void login(SoapWriter out, HttpRequest request, Element operation, int version) throws XMLStreamException {
        if (version > LAST_VERSION_WITH_LOGIN) {
            throw new SoapFault(
                    "UnexpectedErrorFault",
                    "INVALID_OPERATION",
                    "No operation available for request login, please check the WSDL for the service.");
        }
        if (!settings.soapLogin()) {
            throw refused("SOAP API login() is disabled by default in this org.");
        }
        String userName = operation.text("username");
        Row user = users.named(userName)
                .filter(OrgUsers::isActive)
                .filter(row -> apps.passwordIs(userName, operation.text("password")))
                .orElseThrow(() -> refused("Invalid username, password, security token; or user locked out."));
        String session = sessions.begin(new Session(user.id(), ""));
        String soap = request.origin() + "/services/Soap/";
        String tail = "/" + version + ".0/" + users.orgId().substring(0, SHORT_ID);
        out.element("result", () -> {
            out.text("metadataServerUrl", soap + "m" + tail);
            out.text("passwordExpired", "false");
            out.text("sandbox", "false");
            out.text("serverUrl", soap + "u" + tail);
            out.text("sessionId", session);
            out.text("userId", user.id());
            out.element("userInfo", () -> userInfo(out, user));
        });
    }

    private static SoapFault refused(String why) {
        return new SoapFault("LoginFault", "INVALID_LOGIN", why);
    }

    /** Whether it was one of these operations. */
    boolean handle(SoapWriter out, SoapCall call) throws XMLStreamException {
        switch (call.operation().name()) {
            case "logout" -> {
                return true;
            }
            case "getUserInfo" -> {
                Row user = users.user(call.session().userId()).orElseThrow(SoapFault::session);
                out.element("result", () -> userInfo(out, user));
                return true;
            }
            case "getServerTimestamp" -> {
                out.element("result", () -> out.text("timestamp", Moments.xml(clock.instant())));
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** In the order of the WSDL: some clients read no other. */
    private void userInfo(SoapWriter out, Row user) throws XMLStreamException {
        out.text("accessibilityMode", "false");
        out.text("chatterExternal", "false");
        out.text("currencySymbol", "$");
        out.text("orgAttachmentFileSizeLimit", "26214400");
        out.text("orgDefaultCurrencyIsoCode", "USD");
        out.text("orgDefaultCurrencyLocale", "en_US");
        out.text("orgDisallowHtmlAttachments", "false");
        out.text("orgHasPersonAccounts", "false");
        out.text("organizationId", users.orgId());
        out.text("organizationMultiCurrency", "false");
        out.text("organizationName", "Sandbox Org");
        out.text("profileId", text(user, "ProfileId"));
        out.nil("roleId");
        out.text("sessionSecondsValid", Long.toString(sessions.life().toSeconds()));
        out.nil("userDefaultCurrencyIsoCode");
        out.text("userEmail", text(user, "Email"));
        out.text("userFullName", text(user, "Name"));
        out.text("userId", user.id());
        out.text("userLanguage", text(user, "LanguageLocaleKey"));
        out.text("userLocale", text(user, "LocaleSidKey"));
        out.text("userName", text(user, "Username"));
        out.text("userTimeZone", text(user, "TimeZoneSidKey"));
        out.text("userType", "Standard");
        out.text("userUiSkin", "Theme3");
    }

    private static String text(Row user, String field) {
        Object value = user.get(field);
        return value == null ? "" : value.toString();
    }
}
