/** Compares the records of a file with a table, field by field; reads both on its own, so that it can judge the others. */
@NullMarked
package org.crmlink.cli.compare;

import org.jspecify.annotations.NullMarked;
