package io.penstock.sandbox.effect;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * Something that was done and cannot be undone by asking again.
 *
 * @param number counts up from 1
 */
public record Effect(long number, Instant at, @JsonUnwrapped Deed deed) {}
