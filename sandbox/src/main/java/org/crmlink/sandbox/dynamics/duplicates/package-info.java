/** Duplicate detection: rules in rows, and what they find. */
@NullMarked
package org.crmlink.sandbox.dynamics.duplicates;

import org.jspecify.annotations.NullMarked;
