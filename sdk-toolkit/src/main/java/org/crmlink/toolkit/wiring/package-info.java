/** How a connector puts its objects together: a small Guice injector per open connector, made in {@code open} and nowhere else. */
@NullMarked
package org.crmlink.toolkit.wiring;

import org.jspecify.annotations.NullMarked;
