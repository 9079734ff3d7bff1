/** OData 4: building requests, translating filters, reading lists and deltas by streaming, {@code $batch}. Vendor details come in from outside. */
@NullMarked
package org.crmlink.toolkit.odata;

import org.jspecify.annotations.NullMarked;
