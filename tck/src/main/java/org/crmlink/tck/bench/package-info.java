/** What stands around a connector under test: the proxy with its faults, virtual time, the loaded plugin. */
@NullMarked
package org.crmlink.tck.bench;

import org.jspecify.annotations.NullMarked;
