package org.crmlink.sandbox.salesforce.org;

import java.util.List;

/** Names of the fields that the server writes by itself. */
public final class SystemFields {

    public static final String IS_DELETED = "IsDeleted";
    public static final String CREATED_DATE = "CreatedDate";
    public static final String CREATED_BY = "CreatedById";
    public static final String LAST_MODIFIED_DATE = "LastModifiedDate";
    public static final String LAST_MODIFIED_BY = "LastModifiedById";
    public static final String SYSTEM_MODSTAMP = "SystemModstamp";

    /** Written when a record is created, and kept from then on. */
    static final List<String> OF_CREATION = List.of(IS_DELETED, CREATED_DATE, CREATED_BY);

    private SystemFields() {}
}
