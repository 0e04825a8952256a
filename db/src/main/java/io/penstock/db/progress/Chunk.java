package io.penstock.db.progress;

/**
 * A piece of what a handler streamed.
 *
 * @param nr from 1, in each attempt anew
 */
public record Chunk(int attempt, int nr, String text) {}
