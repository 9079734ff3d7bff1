/** Configuration of a connector: options, their validation, secrets, and the store of rotated credentials. */
@NullMarked
package org.crmlink.sdk.config;

import org.jspecify.annotations.NullMarked;
