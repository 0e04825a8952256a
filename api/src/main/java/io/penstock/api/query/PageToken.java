package io.penstock.api.query;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins. A token belongs to its list and the list's filter, which have a fingerprint. */
public final class PageToken {

    private static final String NAME = "page_token";

    private PageToken() {}

    public static String of(int list, UUID place) {
        var bytes = ByteBuffer.allocate(20)
                .putInt(list)
                .putLong(place.getMostSignificantBits())
                .putLong(place.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Nothing for the first page. */
    public static @Nullable UUID read(Query query, int list) {
        var token = query.one(NAME);
        if (token == null) {
            return null;
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            throw Query.refused(NAME, "is not a token of this list");
        }
        if (bytes.remaining() != 20 || bytes.getInt() != list) {
            throw Query.refused(NAME, "is not a token of this list with this filter");
        }
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
