/** Who may call the org: connected apps, users' passwords, sessions, and the OAuth endpoints that give them out. */
@NullMarked
package org.crmlink.sandbox.salesforce.login;

import org.jspecify.annotations.NullMarked;
