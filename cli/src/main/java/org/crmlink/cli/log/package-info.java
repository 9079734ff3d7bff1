/** What libraries log. */
@NullMarked
package org.crmlink.cli.log;

import org.jspecify.annotations.NullMarked;
