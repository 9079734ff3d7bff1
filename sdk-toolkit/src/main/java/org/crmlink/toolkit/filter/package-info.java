/** What translations of filters into vendors' languages share. */
@NullMarked
package org.crmlink.toolkit.filter;

import org.jspecify.annotations.NullMarked;
