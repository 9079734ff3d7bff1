/** The programs that are measured: ours, the yardsticks, other client libraries, single stages. */
@NullMarked
package org.crmlink.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
