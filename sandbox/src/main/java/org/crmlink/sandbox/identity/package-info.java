/**
 * A fake OAuth 2.0 authorization server: Entra ID's and AD FS's token endpoints, with the grants that unattended and
 * device clients use.
 */
@NullMarked
package org.crmlink.sandbox.identity;

import org.jspecify.annotations.NullMarked;
