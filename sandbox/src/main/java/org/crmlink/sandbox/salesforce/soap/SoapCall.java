package org.crmlink.sandbox.salesforce.soap;

import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.salesforce.login.Session;

/**
 * A request of somebody who is logged in.
 *
 * @param batchSize how many records a page of a query should have, if the client says so
 * @param allOrNone whether one record that is refused takes the others with it
 */
record SoapCall(
        HttpRequest request,
        Element operation,
        int version,
        Session session,
        Optional<Integer> batchSize,
        boolean allOrNone) {

    static SoapCall of(HttpRequest request, Element envelope, Element operation, int version, Session session) {
        Optional<Element> header = envelope.child("Header");
        Optional<Integer> batchSize = header.flatMap(one -> one.child("QueryOptions"))
                .map(one -> one.text("batchSize").strip())
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::parseInt);
        boolean allOrNone = header.flatMap(one -> one.child("AllOrNoneHeader"))
                .map(one -> one.text("allOrNone"))
                .filter("true"::equals)
                .isPresent();
        return new SoapCall(request, operation, version, session, batchSize, allOrNone);
    }

    /** The root of addresses of the REST API in this version. */
    String root() {
        return "/services/data/v" + version + ".0";
    }
}
