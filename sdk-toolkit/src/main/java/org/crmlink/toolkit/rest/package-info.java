/**
 * What a connector to a backend with a list of records per entity reuses, so that it writes only what is the backend's own: how a page is asked for
 * ({@link org.crmlink.toolkit.rest.RecordSource}), how a record is written ({@link org.crmlink.toolkit.rest.RecordWriter}), and what the JSON looks
 * like ({@link org.crmlink.toolkit.rest.RecordFormat}, {@link org.crmlink.toolkit.rest.JsonErrors}).
 */
@NullMarked
package org.crmlink.toolkit.rest;

import org.jspecify.annotations.NullMarked;
