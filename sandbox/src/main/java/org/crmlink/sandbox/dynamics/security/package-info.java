/** Who may do what: roles, privileges and their depths, shares, and what follows from them for rows. Knows nothing of HTTP. */
@NullMarked
package org.crmlink.sandbox.dynamics.security;

import org.jspecify.annotations.NullMarked;
