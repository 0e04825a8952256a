package io.penstock.worker.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * When the other side has something left again, as its rate headers say it: in the forms of OpenAI, of Anthropic, of the IETF's draft, and of
 * those who were there before it. What cannot be understood is passed over.
 */
final class RateHeaders {

    /** Of each of these its own {@code -remaining} and {@code -reset}. */
    private static final List<String> OPENAI = List.of("requests", "tokens");

    private static final List<String> ANTHROPIC = List.of("requests", "tokens", "input-tokens", "output-tokens");
    private static final List<String> PLAIN = List.of("RateLimit-Reset", "X-RateLimit-Reset");

    /** Thirty years: what is more is no delay, but a time since 1970. */
    private static final BigDecimal SINCE_1970 = new BigDecimal(1_000_000_000);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern STEP = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|us|µs|ns|h|m|s)");
    private static final Pattern STEPS = Pattern.compile("(" + STEP + "){1,6}");
    private static final Pattern USED_UP = Pattern.compile(";\\s*r=0\\s*(;|$)");
    private static final Pattern IN_SECONDS = Pattern.compile(";\\s*t=([0-9]{1,10})\\s*(;|$)");

    private final HttpResponse response;
    private final Instant now;

    /** @param now by the clock of the other side */
    RateHeaders(HttpResponse response, Instant now) {
        this.response = response;
        this.now = now;
    }

    /** How long until all that is used up is there again. */
    @Nullable
    Duration untilReset() {
        return Stream.of(openAi(), anthropic(), draft(), plain())
                .flatMap(waits -> waits)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Where nothing is said to be used up, both count: something must have been. */
    private Stream<Duration> openAi() {
        var usedUp = OPENAI.stream()
                .filter(what -> isZero("x-ratelimit-remaining-" + what))
                .toList();
        return (usedUp.isEmpty() ? OPENAI : usedUp)
                .stream().flatMap(what -> values("x-ratelimit-reset-" + what)).flatMap(RateHeaders::steps);
    }

    private Stream<Duration> anthropic() {
        return ANTHROPIC.stream()
                .map(what -> "anthropic-ratelimit-" + what)
                .filter(limit -> isZero(limit + "-remaining"))
                .flatMap(limit -> values(limit + "-reset"))
                .flatMap(this::until);
    }

    /** A list of quotas, each as {@code "name";r=0;t=30}. */
    private Stream<Duration> draft() {
        return values("RateLimit")
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .filter(quota -> USED_UP.matcher(quota).find())
                .flatMap(quota -> IN_SECONDS.matcher(quota).results())
                .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))));
    }

    private Stream<Duration> plain() {
        return PLAIN.stream()
                .flatMap(this::values)
                .filter(value -> NUMBER.matcher(value).matches())
                .map(BigDecimal::new)
                .map(number -> number.compareTo(SINCE_1970) < 0 ? seconds(number) : Duration.between(now, at(number)));
    }

    /** As Go writes durations: {@code 1h2m3.5s}, {@code 200ms}. */
    private static Stream<Duration> steps(String value) {
        return STEPS.matcher(value).matches()
                ? Stream.of(STEP.matcher(value)
                        .results()
                        .map(step -> seconds(new BigDecimal(step.group(1)).multiply(unit(step.group(2)))))
                        .reduce(Duration.ZERO, Duration::plus))
                : Stream.empty();
    }

    /** In seconds. */
    private static BigDecimal unit(String name) {
        return switch (name) {
            case "h" -> BigDecimal.valueOf(3600);
            case "m" -> BigDecimal.valueOf(60);
            case "s" -> BigDecimal.ONE;
            case "ms" -> BigDecimal.valueOf(1, 3);
            case "ns" -> BigDecimal.valueOf(1, 9);
            default -> BigDecimal.valueOf(1, 6);
        };
    }

    private Stream<Duration> until(String time) {
        try {
            return Stream.of(Duration.between(now, OffsetDateTime.parse(time)));
        } catch (DateTimeParseException e) {
            return Stream.empty();
        }
    }

    private static Duration seconds(BigDecimal number) {
        return Duration.ofMillis(number.movePointRight(3).longValue());
    }

    private static Instant at(BigDecimal number) {
        return Instant.EPOCH.plus(seconds(number));
    }

    private boolean isZero(String name) {
        return values(name).anyMatch("0"::equals);
    }

    private Stream<String> values(String name) {
        return Arrays.stream(response.getHeaders(name))
                .map(Header::getValue)
                .filter(Objects::nonNull)
                .map(String::strip);
    }
}
