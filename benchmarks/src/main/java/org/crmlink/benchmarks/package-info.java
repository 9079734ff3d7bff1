/** How fast crmlink is, measured beside yardsticks and other client libraries in one run on one machine. */
@NullMarked
package org.crmlink.benchmarks;

import org.jspecify.annotations.NullMarked;
