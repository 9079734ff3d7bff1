package org.crmlink.connector.dynamics;

/**
 * What a version of the Web API has. Decided by the version of the address that is spoken: a newer server behind it may have more. Immutable.
 *
 * @param major 8 or 9
 * @param minor 0, 1 or 2
 */
record Features(int major, int minor) {

    /** @param apiVersion such as {@code 9.2} */
    static Features of(String apiVersion) {
        int dot = apiVersion.indexOf('.');
        return new Features(
                Integer.parseInt(apiVersion.substring(0, dot)), Integer.parseInt(apiVersion.substring(dot + 1)));
    }

    private boolean since(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }

    /** {@code Prefer: return=representation} and {@code $select} on writes came with the update of December 2016. */
    boolean returnsRows() {
        return since(8, 2);
    }

    /** {@code odata.continue-on-error}; before, a batch ends at the first refusal, and the uploader sends the rest anew. */
    boolean continuesOnError() {
        return since(9, 0);
    }

    /** Clearing a lookup by a null in a write; before, its reference has to be deleted by an operation of its own. */
    boolean clearsLookups() {
        return since(9, 0);
    }

    /** The function {@code RetrieveTotalRecordCount}. */
    boolean countsAll() {
        return since(9, 0);
    }

    /** The header that asks for duplicate detection. */
    boolean detectsDuplicates() {
        return since(9, 0);
    }

    /** Whether attributes say that they are calculated; before, only that they can be written neither at creation nor later. */
    boolean tellsSources() {
        return since(9, 0);
    }

    /** Whether a change feed with annotations has its delta link for certain. */
    boolean endsAnnotatedFeeds() {
        return since(9, 0);
    }
}
