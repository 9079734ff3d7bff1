/** What fills a sandbox: the organization, sample data, files of the user, and colleagues who change it between two syncs. */
@NullMarked
package org.crmlink.sandbox.data;

import org.jspecify.annotations.NullMarked;
