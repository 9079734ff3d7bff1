/** Brings the server's changes down: path, readers, one writer, full reads, comparison of ids, records read once more. Internal to the engine. */
@NullMarked
package org.crmlink.engine.download;

import org.jspecify.annotations.NullMarked;
