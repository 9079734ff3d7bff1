/** The records of all measurements, made up from a seed. */
@NullMarked
package org.crmlink.benchmarks.data;

import org.jspecify.annotations.NullMarked;
