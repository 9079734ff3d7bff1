package org.crmlink.sandbox.salesforce.query;

/**
 * Stands for bytes, which queries do not hand out.
 *
 * @param object whose record has them
 * @param id the record's id
 * @param field the field's name
 */
public record BlobLink(String object, String id, String field) {}
