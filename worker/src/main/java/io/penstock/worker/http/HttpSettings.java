package io.penstock.worker.http;

import io.penstock.guard.AllowedHosts;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allow host names and IP addresses, as they stand in a URL, that may be called although they are private
 * @param maxBody how many bytes of a response's body are kept, counted after decompression
 * @param connectTimeout how long the look-up of a name may take, and then each try to connect
 * @param responseTimeout how long the other side may stay silent
 */
@ConfigurationProperties(prefix = "penstock.http", ignoreUnknownFields = false)
public record HttpSettings(
        @DefaultValue Set<String> allow,

        @DefaultValue("262144") int maxBody,

        @DefaultValue("5s") Duration connectTimeout,

        @DefaultValue("30s") Duration responseTimeout) {

    private static final String ALLOW = "penstock.http.allow";
    private static final int LARGEST_BODY = 16 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofHours(1);

    public HttpSettings {
        allow = AllowedHosts.of(ALLOW, allow).names();
        if (maxBody < 0 || maxBody > LARGEST_BODY) {
            throw new IllegalArgumentException(
                    "penstock.http.max-body must be between 0 and " + LARGEST_BODY + " bytes, not " + maxBody);
        }
        requireTimeout("connect-timeout", connectTimeout);
        requireTimeout("response-timeout", responseTimeout);
    }

    /** The same, but the other side may stay silent for this long. */
    public HttpSettings answeredWithin(Duration time) {
        return new HttpSettings(allow, maxBody, connectTimeout, time);
    }

    AllowedHosts allowed() {
        return AllowedHosts.of(ALLOW, allow);
    }

    private static void requireTimeout(String name, Duration timeout) {
        // The client counts in whole milliseconds, and takes none as for ever.
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("penstock.http." + name + " must be between 1ms and 1h, not " + timeout);
        }
    }
}
