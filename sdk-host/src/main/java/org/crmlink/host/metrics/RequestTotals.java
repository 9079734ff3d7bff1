package org.crmlink.host.metrics;

import java.time.Duration;

/**
 * Sums over requests at one moment. Immutable.
 *
 * @param calls requests, answered or not
 * @param failures those without an answer or with a status of 400 or above
 * @param bytesSent body bytes sent
 * @param bytesReceived body bytes received
 * @param duration time in all; requests at the same time count twice
 */
public record RequestTotals(long calls, long failures, long bytesSent, long bytesReceived, Duration duration) {}
