/** The optional facet on rights: what the caller may see, and how that changed. */
@NullMarked
package org.crmlink.sdk.access;

import org.jspecify.annotations.NullMarked;
