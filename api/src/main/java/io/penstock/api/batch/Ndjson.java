package io.penstock.api.batch;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** JSON documents, one a line. */
final class Ndjson {

    private Ndjson() {}

    /** Whether a client names it in its header Accept, and does not prefer JSON. */
    static boolean isWanted(@Nullable String accept) {
        double lines = weight(accept, MediaType.APPLICATION_NDJSON);
        return lines > 0 && lines >= weight(accept, MediaType.APPLICATION_JSON);
    }

    private static double weight(@Nullable String accept, MediaType type) {
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .filter(type::equalsTypeAndSubtype)
                    .map(MediaType::getQualityValue)
                    .max(Comparator.naturalOrder())
                    .orElse(0.0);
        } catch (InvalidMediaTypeException e) {
            return 0;
        }
    }
}
