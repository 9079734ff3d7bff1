/** Two-way synchronization of a CRM with a local SQLite database: what a host calls. */
@NullMarked
package org.crmlink.engine;

import org.jspecify.annotations.NullMarked;
