/** A backend on paper: an in-memory server and a connector to it that keep the whole contract, with faults that can be switched on and counted. */
@NullMarked
package org.crmlink.engine.paper;

import org.jspecify.annotations.NullMarked;
