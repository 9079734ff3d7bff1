/**
 * Salesforce over the REST API and Bulk API 2.0. Read from top to bottom: provider → connector → metadata, change reader, uploader → service → login.
 */
@NullMarked
package org.crmlink.connector.salesforce;

import org.jspecify.annotations.NullMarked;
