package io.penstock.sandbox.limit;

import java.time.Duration;

/**
 * What is left of a resource.
 *
 * @param limit a minute
 * @param reset how long until all of it is there again
 */
public record Balance(long limit, long remaining, Duration reset) {}
