/** The {@code crmlink} command: its entry, its exit codes and how failures become them. */
@NullMarked
package org.crmlink.cli;

import org.jspecify.annotations.NullMarked;
