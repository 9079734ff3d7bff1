/** The fourth facet: files, in a CRM or in a store of their own. */
@NullMarked
package org.crmlink.sdk.attachment;

import org.jspecify.annotations.NullMarked;
