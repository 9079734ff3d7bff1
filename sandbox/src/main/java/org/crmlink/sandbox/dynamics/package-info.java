/**
 * The Dataverse Web API (OData v4) as a face of the store: reading, change tracking, writing, batches and metadata.
 */
@NullMarked
package org.crmlink.sandbox.dynamics;

import org.jspecify.annotations.NullMarked;
