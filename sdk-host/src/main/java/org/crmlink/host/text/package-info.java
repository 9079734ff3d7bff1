/** Words for people. */
@NullMarked
package org.crmlink.host.text;

import org.jspecify.annotations.NullMarked;
