/** The Dynamics sandbox that a sync without configuration runs against. */
@NullMarked
package org.crmlink.cli.embedded;

import org.jspecify.annotations.NullMarked;
