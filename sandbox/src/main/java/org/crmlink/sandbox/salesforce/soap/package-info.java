/** The SOAP partner API of an org. Requests come in at {@link org.crmlink.sandbox.salesforce.soap.PartnerFace}. */
@NullMarked
package org.crmlink.sandbox.salesforce.soap;

import org.jspecify.annotations.NullMarked;
