/** SOQL as text and as a tree: what a query says, before anybody looks at an org's objects. Source: backend page, section 6. */
@NullMarked
package org.crmlink.sandbox.salesforce.soql;

import org.jspecify.annotations.NullMarked;
