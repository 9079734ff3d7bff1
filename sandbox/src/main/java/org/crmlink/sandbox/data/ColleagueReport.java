package org.crmlink.sandbox.data;

/**
 * What the simulated colleagues did.
 *
 * @param created new accounts and contacts
 * @param updated changed rows of any table
 * @param deleted deleted accounts and contacts, without those that went with them by cascade
 */
public record ColleagueReport(int created, int updated, int deleted) {}
