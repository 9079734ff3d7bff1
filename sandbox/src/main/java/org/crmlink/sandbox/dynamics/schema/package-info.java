/** The standard tables of a Dynamics organization, with one custom table, as the sandbox serves them. */
@NullMarked
package org.crmlink.sandbox.dynamics.schema;

import org.jspecify.annotations.NullMarked;
