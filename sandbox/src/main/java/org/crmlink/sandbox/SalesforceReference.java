package org.crmlink.sandbox;

/**
 * The value of a lookup in {@link SalesforceBackstage}. Immutable.
 *
 * @param object name of the object that it points to
 * @param id 18 characters
 */
public record SalesforceReference(String object, String id) {}
