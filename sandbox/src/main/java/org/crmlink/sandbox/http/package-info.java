/**
 * The vendor-neutral HTTP server below every fake backend: requests, answers, gzip, faults and the request log.
 */
@NullMarked
package org.crmlink.sandbox.http;

import org.jspecify.annotations.NullMarked;
