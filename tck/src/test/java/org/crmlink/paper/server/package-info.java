/** The backend of the reference connector: in memory, behind HTTP. Shares no code with connector, contract or kit. */
@NullMarked
package org.crmlink.paper.server;

import org.jspecify.annotations.NullMarked;
