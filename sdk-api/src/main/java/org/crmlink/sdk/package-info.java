/**
 * The entry to the contract. A {@link org.crmlink.sdk.ConnectorProvider} is found by {@link java.util.ServiceLoader}, opens a
 * {@link org.crmlink.sdk.Connector}, and the connector offers its {@linkplain org.crmlink.sdk.Facet facets}: entity metadata, change query,
 * upload, attachments, access information.
 *
 * <p>Sentences with MUST carry the id of the requirement that the certification kit checks, such as {@code [CHG-1]}.
 */
@NullMarked
package org.crmlink.sdk;

import org.jspecify.annotations.NullMarked;
