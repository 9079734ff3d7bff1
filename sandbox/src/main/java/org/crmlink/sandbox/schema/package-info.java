/**
 * The neutral schema model of the fake backends: tables, columns, relationships. Immutable values, no protocol in here; each vendor
 * declares its tables with the builders and each protocol face prints them in the vendor's words.
 */
@NullMarked
package org.crmlink.sandbox.schema;

import org.jspecify.annotations.NullMarked;
