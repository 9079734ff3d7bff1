/** The server that all contestants read from. */
@NullMarked
package org.crmlink.benchmarks.server;

import org.jspecify.annotations.NullMarked;
