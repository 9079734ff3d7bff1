/**
 * The certification kit: what a vendor writes ({@link org.crmlink.tck.Fixture}, {@link org.crmlink.tck.Backdoor}), what is required
 * ({@link org.crmlink.tck.Requirement}), and how a run is started ({@link org.crmlink.tck.Certification}).
 */
@NullMarked
package org.crmlink.tck;

import org.jspecify.annotations.NullMarked;
