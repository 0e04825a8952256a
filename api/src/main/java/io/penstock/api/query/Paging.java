package io.penstock.api.query;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for. A page's token says where the next one begins, and belongs to its list and filter.
 *
 * @param olderThan where the page begins; at the newest when null
 * @param filter the same for the same list with the same filter, in every process
 */
public record Paging(@Nullable UUID olderThan, int size, int filter) {

    public static final Set<String> PARAMETERS = Set.of("page_size", "page_token");

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST = 500;

    /** @param filter the list's name and what narrows it, of types that have the same hash in every process */
    public static Paging of(Query query, @Nullable Object... filter) {
        int fingerprint = Arrays.hashCode(filter);
        return new Paging(olderThan(query.one("page_token"), fingerprint), size(query.one("page_size")), fingerprint);
    }

    /** How many to look for: one more than is shown tells whether there is a next page. */
    public int look() {
        return size + 1;
    }

    /** @param found by this look */
    public <T> Page<T> page(List<T> found, Function<T, UUID> id) {
        return Page.of(found, size, last -> behind(id.apply(last)));
    }

    /** The token of the page that begins behind this place. */
    public String behind(UUID last) {
        var bytes = ByteBuffer.allocate(20)
                .putInt(filter)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static int size(@Nullable String value) {
        if (value == null) {
            return DEFAULT_SIZE;
        }
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > LARGEST) {
            throw Query.refused("page_size", "must be between 1 and " + LARGEST);
        }
        return Integer.parseInt(value);
    }

    private static @Nullable UUID olderThan(@Nullable String token, int filter) {
        if (token == null) {
            return null;
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        if (bytes.remaining() != 20 || bytes.getInt() != filter) {
            throw Query.refused("page_token", "is not a token of this list with this filter");
        }
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
