/** The configuration file: reading it, resolving references, telling every problem at once. */
@NullMarked
package org.crmlink.cli.config;

import org.jspecify.annotations.NullMarked;
