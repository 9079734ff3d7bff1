/** How a run goes: what a check is, what it is given, how its outcome comes about. */
@NullMarked
package org.crmlink.tck.run;

import org.jspecify.annotations.NullMarked;
