/** The layer between a host and a connector that holds the connector to what it declares. */
@NullMarked
package org.crmlink.host.guard;

import org.jspecify.annotations.NullMarked;
