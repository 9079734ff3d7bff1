/** The checks, a class for each chapter of the requirements. */
@NullMarked
package org.crmlink.tck.check;

import org.jspecify.annotations.NullMarked;
