package io.penstock.sandbox.limit;

import java.time.Duration;

/**
 * What a model gives to each key a minute, and how fast it is.
 *
 * @param latency until the answer, or its first chunk
 * @param pace between the chunks of a stream
 */
public record Terms(long requests, long tokens, long inputTokens, long outputTokens, Duration latency, Duration pace) {

    /** So much that nobody gets there. */
    private static final long PLENTY = 1_000_000_000;

    public static final Terms OPEN = new Terms(PLENTY, PLENTY, PLENTY, PLENTY, Duration.ZERO, Duration.ZERO);

    public Terms {
        if (requests < 1 || tokens < 1 || inputTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException("A limit is at least 1 a minute");
        }
        if (latency.isNegative() || pace.isNegative()) {
            throw new IllegalArgumentException("Nothing takes less than no time");
        }
    }

    long limit(Resource resource) {
        return switch (resource) {
            case REQUESTS -> requests;
            case TOKENS -> tokens;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
        };
    }

    public Terms requests(long perMinute) {
        return new Terms(perMinute, tokens, inputTokens, outputTokens, latency, pace);
    }

    public Terms tokens(long perMinute) {
        return new Terms(requests, perMinute, inputTokens, outputTokens, latency, pace);
    }

    public Terms inputTokens(long perMinute) {
        return new Terms(requests, tokens, perMinute, outputTokens, latency, pace);
    }

    public Terms outputTokens(long perMinute) {
        return new Terms(requests, tokens, inputTokens, perMinute, latency, pace);
    }

    public Terms latency(Duration time) {
        return new Terms(requests, tokens, inputTokens, outputTokens, time, pace);
    }

    public Terms pace(Duration time) {
        return new Terms(requests, tokens, inputTokens, outputTokens, latency, time);
    }
}
