package org.crmlink.sandbox;

/**
 * A file of an org as its newest version is.
 *
 * @param id id of the {@code ContentDocument}
 * @param version id of the newest {@code ContentVersion}
 * @param title without its ending
 * @param path {@code PathOnClient} of the newest version
 * @param size in bytes
 * @param md5 32 hexadecimal digits in lower case; empty for a version without bytes
 */
public record SalesforceFile(String id, String version, String title, String path, long size, String md5) {}
