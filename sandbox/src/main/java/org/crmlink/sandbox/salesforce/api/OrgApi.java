package org.crmlink.sandbox.salesforce.api;

import java.time.Clock;
import java.util.List;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.login.ConnectedApps;
import org.crmlink.sandbox.salesforce.login.OrgUsers;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.query.Callers;
import org.crmlink.sandbox.salesforce.query.Cursors;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.query.ReplicationLog;
import org.crmlink.sandbox.salesforce.soap.LoginOperations;
import org.crmlink.sandbox.salesforce.soap.PartnerFace;
import org.crmlink.sandbox.salesforce.soap.QueryOperations;
import org.crmlink.sandbox.salesforce.soap.RecordOperations;

/** The REST and SOAP APIs of an org, and what its administrator can do to it. Thread-safe. */
public final class OrgApi {

    private final RestFace rest;
    private final PartnerFace soap;
    private final Cursors cursors;
    private final MetadataStamp stamp;
    private final RecordStore store;

    /** An API over these. */
    public OrgApi(
            RecordStore store,
            Dml dml,
            Sessions sessions,
            ConnectedApps apps,
            OrgUsers users,
            SalesforceSettings settings,
            Faults faults,
            Clock clock) {
        this.store = store;
        this.cursors = new Cursors(settings, clock);
        this.stamp = new MetadataStamp(clock);
        QueryEngine engine = new QueryEngine(store);
        Callers callers = new Callers(users, clock);
        ReplicationLog log = new ReplicationLog(store, settings, clock);
        Routes routes = new Routes(store, dml, engine, callers, users, settings, cursors, stamp, log, faults, clock);
        this.rest = new RestFace(sessions, settings, clock, routes::handle);
        this.soap = new PartnerFace(
                sessions,
                settings,
                new LoginOperations(apps, sessions, users, settings, clock),
                new RecordOperations(store, dml, log, faults),
                new QueryOperations(store, engine, callers, cursors, settings));
    }

    /** Answer requests: REST, and SOAP. */
    public List<Face> faces() {
        return List.of(rest, soap);
    }

    /** The records. */
    public RecordStore store() {
        return store;
    }

    /** Makes all locators of queries given so far useless. */
    public void closeCursors() {
        cursors.closeAll();
    }

    /** The objects have changed: whoever asks sees a newer moment. */
    public void metadataChanged() {
        stamp.touch();
    }
}
