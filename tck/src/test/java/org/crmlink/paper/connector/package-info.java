/** The reference connector, for Paper CRM: whatever the kit asks for is done here as well as we know. */
@NullMarked
package org.crmlink.paper.connector;

import org.jspecify.annotations.NullMarked;
