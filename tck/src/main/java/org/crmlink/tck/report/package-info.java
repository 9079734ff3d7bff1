/** What a run found, written down: for programs, for people, for build servers. */
@NullMarked
package org.crmlink.tck.report;

import org.jspecify.annotations.NullMarked;
