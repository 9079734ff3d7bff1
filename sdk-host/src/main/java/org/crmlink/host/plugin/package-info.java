/** Finding connectors on the class path and in isolated plugin directories. */
@NullMarked
package org.crmlink.host.plugin;

import org.jspecify.annotations.NullMarked;
