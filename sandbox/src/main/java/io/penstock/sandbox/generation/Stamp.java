package io.penstock.sandbox.generation;

import java.time.Instant;

/** What makes an answer this one and no other. */
public record Stamp(String id, Instant at) {}
