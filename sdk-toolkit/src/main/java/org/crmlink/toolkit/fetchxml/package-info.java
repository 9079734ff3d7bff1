/** FetchXML: translating filters, writing queries, paging cookies. What differs between its servers is a {@code FetchDialect}. */
@NullMarked
package org.crmlink.toolkit.fetchxml;

import org.jspecify.annotations.NullMarked;
