/** The third facet: sending an ordered list of mutations and learning the fate of each. */
@NullMarked
package org.crmlink.sdk.upload;

import org.jspecify.annotations.NullMarked;
