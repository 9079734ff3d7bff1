/** The REST API of an org. Requests come in at {@link org.crmlink.sandbox.salesforce.api.RestFace}. */
@NullMarked
package org.crmlink.sandbox.salesforce.api;

import org.jspecify.annotations.NullMarked;
