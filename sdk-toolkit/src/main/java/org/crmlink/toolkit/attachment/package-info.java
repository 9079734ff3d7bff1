/** What connectors to stores of files share. */
@NullMarked
package org.crmlink.toolkit.attachment;

import org.jspecify.annotations.NullMarked;
