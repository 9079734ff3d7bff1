/** Writes a project for a new connector. */
@NullMarked
package org.crmlink.cli.project;

import org.jspecify.annotations.NullMarked;
