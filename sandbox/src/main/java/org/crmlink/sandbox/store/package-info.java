/**
 * The one in-memory store under all protocol faces: versioned rows, tombstones, transactions that can commit late, validation,
 * cascades, and a snapshot with journal for those who want the data back after a kill.
 */
@NullMarked
package org.crmlink.sandbox.store;

import org.jspecify.annotations.NullMarked;
