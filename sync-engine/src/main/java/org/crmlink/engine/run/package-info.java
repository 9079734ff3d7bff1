/** What every step of a running sync uses: the server with retries, and the account of what happened. Internal to the engine. */
@NullMarked
package org.crmlink.engine.run;

import org.jspecify.annotations.NullMarked;
