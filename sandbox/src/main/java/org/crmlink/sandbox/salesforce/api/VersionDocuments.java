package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.SalesforceSettings;

/** The lists of versions, of a version's resources and of limits. Source: backend page, section 3. */
final class VersionDocuments {

    private static final List<String> SEASONS = List.of("Summer", "Winter", "Spring");

    private VersionDocuments() {}

    static List<Map<String, String>> versions(SalesforceSettings settings) {
        List<Map<String, String>> versions = new ArrayList<>();
        for (int version = SalesforceSettings.OLDEST_VERSION; version <= settings.newestVersion(); version++) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("label", label(version));
            one.put("url", "/services/data/v" + version + ".0");
            one.put("version", version + ".0");
            versions.add(one);
        }
        return versions;
    }

    /** Three releases a year, beginning with 31, Summer '14. */
    private static String label(int version) {
        int since = version - SalesforceSettings.OLDEST_VERSION;
        int year = 14 + (since + 2) / 3;
        return SEASONS.get(since % 3) + " '" + year;
    }

    static Map<String, String> resources(ApiCall call, String orgId) {
        Map<String, String> resources = new LinkedHashMap<>();
        for (String name :
                List.of("query", "queryAll", "sobjects", "composite", "limits", "jobs", "recent", "search")) {
            resources.put(name, call.root() + "/" + name);
        }
        resources.put(
                "identity",
                call.request().origin() + "/id/" + orgId + "/" + call.session().userId());
        return resources;
    }

    static Map<String, Object> limits(SalesforceSettings settings) {
        Map<String, Object> limits = new LinkedHashMap<>();
        long left = Math.max(0, settings.dailyRequests() - settings.used());
        limits.put("DailyApiRequests", limit(settings.dailyRequests(), left));
        limits.put("DailyAsyncApexExecutions", limit(250_000, 250_000));
        limits.put("DailyBulkApiBatches", limit(15_000, 15_000));
        limits.put("DailyBulkV2QueryFileStorageMB", limit(976_562, 976_562));
        limits.put("DailyBulkV2QueryJobs", limit(10_000, 10_000));
        limits.put("DailyDurableStreamingApiEvents", limit(10_000, 10_000));
        limits.put("DailyStreamingApiEvents", limit(10_000, 10_000));
        limits.put("DataStorageMB", limit(1024, 1024));
        limits.put("FileStorageMB", limit(10_240, 10_240));
        limits.put("HourlyPublishedPlatformEvents", limit(50_000, 50_000));
        limits.put("MaxContentDocumentsLimit", limit(30_000_000, 30_000_000));
        Map<String, Object> sets = limit(1500, 1500);
        sets.put("CreateCustom", limit(1000, 1000));
        limits.put("PermissionSets", sets);
        limits.put("SingleEmail", limit(5000, 5000));
        return limits;
    }

    private static Map<String, Object> limit(long most, long left) {
        Map<String, Object> limit = new LinkedHashMap<>();
        limit.put("Max", most);
        limit.put("Remaining", left);
        return limit;
    }
}
