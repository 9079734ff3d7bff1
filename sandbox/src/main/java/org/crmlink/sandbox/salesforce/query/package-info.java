/** Runs SOQL over the records of an org: names are looked up, conditions become tests of records. */
@NullMarked
package org.crmlink.sandbox.salesforce.query;

import org.jspecify.annotations.NullMarked;
