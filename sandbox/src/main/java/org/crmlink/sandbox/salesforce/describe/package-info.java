/** Describe documents: what objects and fields of an org are like. */
@NullMarked
package org.crmlink.sandbox.salesforce.describe;

import org.jspecify.annotations.NullMarked;
