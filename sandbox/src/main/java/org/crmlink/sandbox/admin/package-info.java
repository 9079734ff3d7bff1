/** What can be changed about a running sandbox, over HTTP: settings, faults, clock, tables. */
@NullMarked
package org.crmlink.sandbox.admin;

import org.jspecify.annotations.NullMarked;
