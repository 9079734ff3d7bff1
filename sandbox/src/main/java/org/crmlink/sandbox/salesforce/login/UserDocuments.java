package org.crmlink.sandbox.salesforce.login;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.salesforce.org.Row;
import org.jspecify.annotations.Nullable;

/** Who a user is: the document of OpenID Connect and its older twin. Source: backend page, section 2.1. */
final class UserDocuments {

    private static final int SHORT_ID = 15;
    private static final String API = "/services/data/v{version}/";

    private final OrgUsers users;

    UserDocuments(OrgUsers users) {
        this.users = users;
    }

    Map<String, @Nullable Object> userInfo(HttpRequest request, Session session) {
        Row user = users.user(session.userId()).orElseThrow();
        String identity = request.origin() + "/id/" + users.orgId() + "/" + user.id();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("sub", identity);
        document.put("user_id", user.id());
        document.put("organization_id", users.orgId());
        document.put("preferred_username", OrgUsers.text(user, "Username"));
        document.put("nickname", OrgUsers.text(user, "CommunityNickname"));
        document.put("name", OrgUsers.text(user, "Name"));
        document.put("email", OrgUsers.text(user, "Email"));
        document.put("email_verified", true);
        document.put("given_name", user.get("FirstName"));
        document.put("family_name", OrgUsers.text(user, "LastName"));
        document.put("zoneinfo", zone(user).getId());
        document.put("photos", photos(request));
        document.put("profile", request.origin() + "/" + user.id());
        document.put("picture", request.origin() + "/profilephoto/005/F");
        document.put("address", Map.of());
        document.put("is_salesforce_integration_user", false);
        document.put("urls", urls(request, user));
        common(document, user);
        document.put("updated_at", user.systemModstamp().toString());
        return document;
    }

    /** Empty if the address names another org or a user who is not there. */
    Optional<Map<String, @Nullable Object>> identity(HttpRequest request, Session session) {
        String[] steps = request.path().split("/");
        boolean mine = steps.length == 4 && steps[2].regionMatches(0, users.orgId(), 0, SHORT_ID);
        return mine ? users.user(steps[3]).map(user -> identity(request, session, user)) : Optional.empty();
    }

    private Map<String, @Nullable Object> identity(HttpRequest request, Session session, Row user) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", request.origin() + "/id/" + users.orgId() + "/" + user.id());
        document.put("asserted_user", user.id().equals(session.userId()));
        document.put("user_id", user.id());
        document.put("organization_id", users.orgId());
        document.put("username", OrgUsers.text(user, "Username"));
        document.put("nick_name", OrgUsers.text(user, "CommunityNickname"));
        document.put("display_name", OrgUsers.text(user, "Name"));
        document.put("email", OrgUsers.text(user, "Email"));
        document.put("email_verified", true);
        document.put("first_name", user.get("FirstName"));
        document.put("last_name", OrgUsers.text(user, "LastName"));
        document.put("timezone", zone(user).getId());
        document.put("photos", photos(request));
        document.put("urls", urls(request, user));
        common(document, user);
        document.put("last_modified_date", user.systemModstamp().toString());
        return document;
    }

    private static void common(Map<String, @Nullable Object> document, Row user) {
        document.put("active", OrgUsers.isActive(user));
        document.put("user_type", "STANDARD");
        String locale = OrgUsers.text(user, "LocaleSidKey");
        document.put("language", locale.isEmpty() ? "en_US" : locale);
        document.put("locale", locale.isEmpty() ? "en_US" : locale);
        int seconds = zone(user).getRules().getStandardOffset(Instant.EPOCH).getTotalSeconds();
        document.put("utcOffset", seconds * 1000);
    }

    private static ZoneId zone(Row user) {
        String zone = OrgUsers.text(user, "TimeZoneSidKey");
        return ZoneId.of(zone.isEmpty() ? "America/Los_Angeles" : zone);
    }

    private static Map<String, String> photos(HttpRequest request) {
        Map<String, String> photos = new LinkedHashMap<>();
        photos.put("picture", request.origin() + "/profilephoto/005/F");
        photos.put("thumbnail", request.origin() + "/profilephoto/005/T");
        return photos;
    }

    private Map<String, String> urls(HttpRequest request, Row user) {
        String shortOrg = users.orgId().substring(0, SHORT_ID);
        String origin = request.origin();
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("enterprise", origin + "/services/Soap/c/{version}/" + shortOrg);
        urls.put("metadata", origin + "/services/Soap/m/{version}/" + shortOrg);
        urls.put("partner", origin + "/services/Soap/u/{version}/" + shortOrg);
        urls.put("rest", origin + API);
        urls.put("sobjects", origin + API + "sobjects/");
        urls.put("search", origin + API + "search/");
        urls.put("query", origin + API + "query/");
        urls.put("recent", origin + API + "recent/");
        urls.put("tooling_soap", origin + "/services/Soap/T/{version}/" + shortOrg);
        urls.put("tooling_rest", origin + API + "tooling/");
        urls.put("profile", origin + "/" + user.id());
        urls.put("feeds", origin + API + "chatter/feeds");
        urls.put("groups", origin + API + "chatter/groups");
        urls.put("users", origin + API + "chatter/users");
        urls.put("feed_items", origin + API + "chatter/feed-items");
        urls.put("feed_elements", origin + API + "chatter/feed-elements");
        urls.put("custom_domain", origin);
        return urls;
    }
}
