/**
 * HTTP for connectors: one attempt per call, nothing sent twice by the transport, every failure a {@link org.crmlink.sdk.ConnectorException}.
 *
 * <p>A {@link org.crmlink.toolkit.http.HttpTransport} sends an {@link org.crmlink.toolkit.http.HttpCall} and gives an
 * {@link org.crmlink.toolkit.http.HttpAnswer}, of any status, whose body is read as a stream.
 */
@NullMarked
package org.crmlink.toolkit.http;

import org.jspecify.annotations.NullMarked;
