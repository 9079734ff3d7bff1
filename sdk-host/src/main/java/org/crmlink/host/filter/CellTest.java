package org.crmlink.host.filter;

/** A compiled test of one value that is not null. */
@FunctionalInterface
interface CellTest {

    boolean matches(Object value);
}
