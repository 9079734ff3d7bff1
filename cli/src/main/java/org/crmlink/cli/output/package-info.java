/** What the command prints: one document on standard output, everything else on standard error. */
@NullMarked
package org.crmlink.cli.output;

import org.jspecify.annotations.NullMarked;
