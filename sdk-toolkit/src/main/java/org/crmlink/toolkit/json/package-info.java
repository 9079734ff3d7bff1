/** JSON as connectors need it: bounded streaming, cells decoded exactly, and a small tree for answers that are no rows. */
@NullMarked
package org.crmlink.toolkit.json;

import org.jspecify.annotations.NullMarked;
