/** Sends local changes: order, batches, results, conflicts, what became of writes without an answer. Internal to the engine. */
@NullMarked
package org.crmlink.engine.upload;

import org.jspecify.annotations.NullMarked;
