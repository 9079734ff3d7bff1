/** Conditions on records: a small sealed tree that connectors translate and hosts can evaluate, and its text form. */
@NullMarked
package org.crmlink.sdk.filter;

import org.jspecify.annotations.NullMarked;
