/** A fake Salesforce org: settings, and below it the store, queries, logins and the API. */
@NullMarked
package org.crmlink.sandbox.salesforce;

import org.jspecify.annotations.NullMarked;
