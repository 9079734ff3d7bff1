/** Records for an org: those of files, made-up ones, and colleagues who change them. */
@NullMarked
package org.crmlink.sandbox.salesforce.data;

import org.jspecify.annotations.NullMarked;
