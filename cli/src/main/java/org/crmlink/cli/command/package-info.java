/** The subcommands, one class each. */
@NullMarked
package org.crmlink.cli.command;

import org.jspecify.annotations.NullMarked;
