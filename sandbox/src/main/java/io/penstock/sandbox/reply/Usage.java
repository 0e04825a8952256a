package io.penstock.sandbox.reply;

/**
 * Tokens used.
 *
 * @param input all of them, cached ones too
 * @param cached of the input, read from the cache
 * @param cacheWritten of the input, put into the cache
 * @param output all of them, reasoning too
 */
public record Usage(int input, int cached, int cacheWritten, int output, int reasoning) {

    public static final Usage NOTHING = new Usage(0, 0, 0, 0, 0);

    Usage output(int tokens) {
        return new Usage(input, cached, cacheWritten, tokens, reasoning);
    }

    public int total() {
        return input + output;
    }
}
