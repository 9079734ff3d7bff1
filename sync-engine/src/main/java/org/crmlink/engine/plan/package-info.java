/** From configuration and metadata to what is synchronized: checks, fields, filters, order. Internal to the engine. */
@NullMarked
package org.crmlink.engine.plan;

import org.jspecify.annotations.NullMarked;
