package org.crmlink.sandbox.salesforce;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the service is like; can be changed while it runs. Thread-safe. Source of the defaults: backend page, sections 3, 6, 10 and 18. */
public final class SalesforceSettings {

    /** Oldest version that is still served. */
    public static final int OLDEST_VERSION = 31;

    /** Newest version: Summer '26. */
    public static final int NEWEST_VERSION = 67;

    private static final int PAGE = 2000;
    private static final long DAILY_REQUESTS = 100_000;

    private final AtomicLong used = new AtomicLong();
    private volatile int newestVersion = NEWEST_VERSION;
    private volatile int pageSize = PAGE;
    private volatile long dailyRequests = DAILY_REQUESTS;
    private volatile boolean enforceDaily;
    private volatile boolean soapLogin = true;
    private volatile Duration cursorLife = Duration.ofDays(2);
    private volatile Duration binLife = Duration.ofDays(15);
    private volatile int jobPolls;
    private volatile int jobPage = 100_000;

    /** Newest version that is offered. */
    public int newestVersion() {
        return newestVersion;
    }

    /** Newest version that is offered, {@value #OLDEST_VERSION} to {@value #NEWEST_VERSION}. */
    public void newestVersion(int version) {
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new IllegalArgumentException(
                    "version " + version + " is not from " + OLDEST_VERSION + " to " + NEWEST_VERSION);
        }
        newestVersion = version;
    }

    /** Most records of a page of a query. */
    public int pageSize() {
        return pageSize;
    }

    /** Most records of a page of a query. */
    public void pageSize(int records) {
        pageSize = records;
    }

    /** Calls that the org may make within 24 hours. */
    public long dailyRequests() {
        return dailyRequests;
    }

    /** Calls that the org may make within 24 hours, which are refused from then on. */
    public void dailyRequests(long calls) {
        dailyRequests = calls;
        enforceDaily = true;
    }

    /** Calls made so far. */
    public long used() {
        return used.get();
    }

    /** Counts calls. */
    public void use(int calls) {
        used.addAndGet(calls);
    }

    /** Begins a new day. */
    public void newDay() {
        used.set(0);
    }

    /** Whether nothing is left of a limit that was set. */
    public boolean isSpent() {
        return enforceDaily && used.get() >= dailyRequests;
    }

    /** Whether {@code login()} of SOAP is served up to version 64. */
    public boolean soapLogin() {
        return soapLogin;
    }

    /** Whether {@code login()} of SOAP is served up to version 64. */
    public void soapLogin(boolean on) {
        soapLogin = on;
    }

    /** How long a query's locator lives unused. */
    public Duration cursorLife() {
        return cursorLife;
    }

    /** How long a query's locator lives unused. */
    public void cursorLife(Duration life) {
        cursorLife = life;
    }

    /** How long deleted records stay in the recycle bin. */
    public Duration binLife() {
        return binLife;
    }

    /** How long deleted records stay in the recycle bin. */
    public void binLife(Duration life) {
        binLife = life;
    }

    /** How often a bulk job is seen in progress before it is complete. */
    public int jobPolls() {
        return jobPolls;
    }

    /** How often a bulk job is seen in progress before it is complete. */
    public void jobPolls(int times) {
        jobPolls = times;
    }

    /** Most records of one set of a bulk query's results. */
    public int jobPage() {
        return jobPage;
    }

    /** Most records of one set of a bulk query's results. */
    public void jobPage(int records) {
        jobPage = records;
    }

    /** The value of {@code Sforce-Limit-Info}. */
    public String usage() {
        return "api-usage=" + used.get() + "/" + dailyRequests;
    }

    /** A version such as {@code 62.0} that is served; empty if it never was or is not any more. */
    public Optional<Integer> version(String text) {
        int dot = text.indexOf('.');
        if (dot <= 0 || !text.substring(dot).equals(".0") || dot > 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.parseInt(text.substring(0, dot)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
