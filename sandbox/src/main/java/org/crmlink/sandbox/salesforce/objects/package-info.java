/** The standard objects of an org, the records that every org has, and customizations read from a project's source. */
@NullMarked
package org.crmlink.sandbox.salesforce.objects;

import org.jspecify.annotations.NullMarked;
