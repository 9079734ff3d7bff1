/** The second facet: reading records, in full or since a token, as a pull stream of pages. */
@NullMarked
package org.crmlink.sdk.change;

import org.jspecify.annotations.NullMarked;
