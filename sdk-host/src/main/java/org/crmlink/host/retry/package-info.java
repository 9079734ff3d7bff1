/** The one owner of retries. */
@NullMarked
package org.crmlink.host.retry;

import org.jspecify.annotations.NullMarked;
