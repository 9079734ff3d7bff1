package org.crmlink.sandbox.identity;

/**
 * Who a token speaks for.
 *
 * @param name user name, or the client id of an application
 * @param clientId the application that asked for the token
 * @param application whether an application acts for itself rather than for a user
 */
public record Principal(String name, String clientId, boolean application) {}
