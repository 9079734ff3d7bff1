/** Writing records of an org as clients write them: values are read and checked, defaults given, and what follows from a change is done. */
@NullMarked
package org.crmlink.sandbox.salesforce.dml;

import org.jspecify.annotations.NullMarked;
