/** What the store promises, shown through its own API and through a second connection as any other program has. */
package org.crmlink.engine.store;
