/** Paper CRM, the kit's reference: its plugin directory, fixture and back door. */
@NullMarked
package org.crmlink.paper;

import org.jspecify.annotations.NullMarked;
