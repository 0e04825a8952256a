package io.penstock.client.server;

import java.net.URI;

/** A server, and a key to it. */
public record Target(String url, String key) {

    private static final String NOT_HTTP =
            "The server is named by an http or https address without user, password and query.";

    /** The address is one that was checked, without a slash in the end. */
    public Target {
        url = url.replaceAll("/+$", "");
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return url;
    }

    public static String checkedUrl(String text) throws Refused {
        try {
            var url = URI.create(text.strip());
            if (String.valueOf(url.getScheme()).matches("(?i)https?")
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url.toString().replaceAll("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // told below, without what was given: it may hold a password
        }
        throw new Refused(NOT_HTTP);
    }

    static String checkedKey(String text) throws Refused {
        var key = text.strip();
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new Refused("What was given is no key: it is one word of plain characters.");
        }
        return key;
    }

    /** Whether it is on this machine. */
    static boolean isHere(String url) {
        return String.valueOf(URI.create(url).getHost()).matches("localhost|127\\.[0-9.]+|\\[::1]");
    }
}
