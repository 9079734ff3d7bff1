/** A Salesforce org: its objects, its records and who may see them, without a protocol. */
@NullMarked
package org.crmlink.sandbox.salesforce.org;

import org.jspecify.annotations.NullMarked;
