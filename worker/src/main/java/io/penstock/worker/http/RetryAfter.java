package io.penstock.worker.http;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** How long the other side asks to be left alone: its Retry-After, as seconds or as a date, or what else it says when it is overloaded. */
public final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** HTTP's three forms. The client has its own of the third, which lacks the zone and so never leads to a time. */
    private static final DateTimeFormatter[] FORMS = {
        DateUtils.FORMATTER_RFC1123,
        DateUtils.FORMATTER_RFC1036,
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC)
    };

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

    private final Clock clock;

    public RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** The wish of that response, as far as it can be understood and is no longer than an hour. */
    public @Nullable Duration of(HttpResponse response) {
        var asked = asked(response);
        return asked == null && isOverloaded(response.getCode()) ? told(response) : asked;
    }

    public @Nullable Duration of(int status, HttpHeaders headers) {
        var response = new BasicHttpResponse(status);
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        return of(response);
    }

    /** It has too much to do, for this caller or for all. */
    static boolean isOverloaded(int status) {
        return status == 429 || status == 503;
    }

    private @Nullable Duration told(HttpResponse response) {
        var millis = response.getFirstHeader("retry-after-ms");
        if (millis != null
                && millis.getValue() != null
                && MILLIS.matcher(millis.getValue().strip()).matches()) {
            return capped(Duration.ofMillis(new BigDecimal(millis.getValue().strip()).longValue()));
        }
        var wait = new RateHeaders(response, now(response)).untilReset();
        return wait == null ? null : capped(wait);
    }

    private @Nullable Duration asked(HttpResponse response) {
        var header = response.getFirstHeader("Retry-After");
        if (header == null || header.getValue() == null) {
            return null;
        }
        var value = header.getValue().strip();
        return value.matches("[0-9]+") ? seconds(value) : until(date(header), now(response));
    }

    private static Duration seconds(String digits) {
        var significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 4 ? LONGEST : capped(Duration.ofSeconds(Long.parseLong(significant)));
    }

    private static @Nullable Duration until(@Nullable Instant date, Instant now) {
        return date == null ? null : capped(Duration.between(now, date));
    }

    /** The date was written by the other side's clock, so it is compared with that clock if its time is known. */
    private Instant now(HttpResponse response) {
        var theirs = date(response.getFirstHeader("Date"));
        return theirs == null ? clock.instant() : theirs;
    }

    private static @Nullable Instant date(@Nullable Header header) {
        return header == null || header.getValue() == null ? null : DateUtils.parseDate(header.getValue(), FORMS);
    }

    private static Duration capped(Duration wish) {
        if (wish.isNegative()) {
            return Duration.ZERO;
        }
        return wish.compareTo(LONGEST) > 0 ? LONGEST : wish;
    }
}
