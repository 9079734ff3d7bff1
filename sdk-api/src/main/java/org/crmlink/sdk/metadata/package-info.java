/** The first facet: what entities, fields and relationships a backend has, and what can be done with them. */
@NullMarked
package org.crmlink.sdk.metadata;

import org.jspecify.annotations.NullMarked;
