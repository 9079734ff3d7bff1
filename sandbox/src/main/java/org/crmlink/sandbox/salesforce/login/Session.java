package org.crmlink.sandbox.salesforce.login;

/**
 * A login that has not ended.
 *
 * @param userId the user on whose behalf requests are made
 * @param clientId the connected app; empty for logins without one
 */
public record Session(String userId, String clientId) {}
