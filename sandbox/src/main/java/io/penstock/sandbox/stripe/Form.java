package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Sha256;
import io.penstock.sandbox.server.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The parameters of a request, under their names as they were sent, such as {@code metadata[job]}. */
record Form(Map<String, String> values) {

    /** Of the body of a POST, of the query of others. */
    static Form of(Caller caller) {
        return caller.method().equals("POST")
                ? of(new String(caller.body(), StandardCharsets.UTF_8))
                : of(Objects.requireNonNullElse(caller.query(), ""));
    }

    static Form of(String encoded) {
        var values = new TreeMap<String, String>();
        for (var pair : encoded.split("&", -1)) {
            var middle = pair.indexOf('=');
            var name = decoded(middle < 0 ? pair : pair.substring(0, middle));
            if (!name.isEmpty()) {
                // A list without numbers comes under one name.
                values.merge(
                        name, middle < 0 ? "" : decoded(pair.substring(middle + 1)), (one, next) -> one + "," + next);
            }
        }
        return new Form(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The same for the same parameters of the same path, in whatever order. */
    String fingerprint(String path) {
        return HexFormat.of().formatHex(Sha256.of(path + "\n" + values));
    }
}
