/**
 * Microsoft Dynamics 365, Dataverse and Dynamics CRM 2016 and later over the Web API. Read from top to bottom: provider → connector → metadata,
 * change reader, uploader → service.
 */
@NullMarked
package org.crmlink.connector.dynamics;

import org.jspecify.annotations.NullMarked;
