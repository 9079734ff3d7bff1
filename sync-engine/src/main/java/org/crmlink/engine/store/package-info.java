/**
 * The local SQLite store: one table per entity that anyone may read and edit with plain SQL, and beside it what the engine has to remember: tokens,
 * the outbox of local edits, sends under way, errors.
 */
@NullMarked
package org.crmlink.engine.store;

import org.jspecify.annotations.NullMarked;
