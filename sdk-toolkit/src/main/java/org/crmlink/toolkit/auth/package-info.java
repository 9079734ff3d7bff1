/**
 * OAuth 2.0 for connectors: flows that get an access token, a source that keeps it fresh, and the credentials of an
 * {@link org.crmlink.toolkit.http.HttpTransport}.
 *
 * <pre>{@code
 * TokenEndpoint endpoint = TokenEndpoint.builder(context, tokenAddress, clientId).authentication(ClientAuthentication.post(secret)).build();
 * TokenSource tokens = new TokenSource(OAuth2.clientCredentials(endpoint, scope), context.clock());
 * HttpTransport transport = HttpTransport.builder(context, address).credentials(new BearerCredentials(tokens)).build();
 * }</pre>
 *
 * <p>Nothing here retries: the host does. Bodies of a token endpoint are never logged and never part of a message.
 */
@NullMarked
package org.crmlink.toolkit.auth;

import org.jspecify.annotations.NullMarked;
