package io.penstock.standalone.doctor;

import java.util.regex.Pattern;

/**
 * Of one thing that processes need.
 *
 * @param says what is there, or what is wrong and what to do about it
 */
public record Check(String what, boolean well, String says) {

    /** Of a URL in it, a person needs no password. */
    private static final Pattern SECRET = Pattern.compile("(?<=//)\\S+(?=@)|(?<=[?&]password=)[^&\\s]+");

    public Check {
        says = SECRET.matcher(says).replaceAll("…");
    }

    static Check well(String what, String says) {
        return new Check(what, true, says);
    }

    static Check ill(String what, String says) {
        return new Check(what, false, says);
    }
}
