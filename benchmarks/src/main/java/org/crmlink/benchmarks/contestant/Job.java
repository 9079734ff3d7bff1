package org.crmlink.benchmarks.contestant;

import java.nio.file.Path;

/**
 * What a contestant has to do. Immutable.
 *
 * @param url of the server's port
 * @param folder an empty folder for its database
 * @param rows how many records the server has, for those that need no server
 * @param repeats for what is done again and again, of which the fastest counts: how often, or for decoders how many seconds
 */
public record Job(String url, Path folder, int rows, int repeats) {

    Path database() {
        return folder.resolve("crm.db");
    }

    /** Where the list of accounts begins, with what every contestant selects. */
    String firstPage() {
        return url + "/api/data/v9.2/" + Table.ENTITY.set() + "?$select=" + Table.ENTITY.select();
    }
}
