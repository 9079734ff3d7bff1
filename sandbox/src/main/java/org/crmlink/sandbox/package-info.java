/** Fake backends that speak the real protocols: start one, call its URL, stop it. */
@NullMarked
package org.crmlink.sandbox;

import org.jspecify.annotations.NullMarked;
