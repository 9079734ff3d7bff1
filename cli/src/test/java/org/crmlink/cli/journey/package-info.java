/** What a person does with the whole product, from an edit in SQL to the record on the server and back. */
@NullMarked
package org.crmlink.cli.journey;

import org.jspecify.annotations.NullMarked;
