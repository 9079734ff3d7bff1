/** Microbenchmarks of single parts. */
@NullMarked
package org.crmlink.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
