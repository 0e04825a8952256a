package io.penstock.api.mail;

import io.penstock.api.query.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Places in lists of addresses. An address itself would stand in the logs of whatever stands before the api. */
final class Addresses {

    private Addresses() {}

    /** The token of the page behind this one. */
    static String token(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /** Before all of them, when the first page is asked for. */
    static String after(Query query) {
        var token = query.one("page_token");
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Query.refused("page_token", "is not a token of this list");
        }
    }
}
