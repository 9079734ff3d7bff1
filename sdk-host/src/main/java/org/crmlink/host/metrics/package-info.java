/** Counting what travels between a connector and its backend. */
@NullMarked
package org.crmlink.host.metrics;

import org.jspecify.annotations.NullMarked;
