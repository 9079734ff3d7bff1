/** Filters in a host: binding literals to fields, and evaluating what a connector leaves as residual. */
@NullMarked
package org.crmlink.host.filter;

import org.jspecify.annotations.NullMarked;
