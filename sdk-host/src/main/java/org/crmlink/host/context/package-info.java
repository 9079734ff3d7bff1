/** What a host gives its connectors: time, a place for files, services, stored credentials. */
@NullMarked
package org.crmlink.host.context;

import org.jspecify.annotations.NullMarked;
