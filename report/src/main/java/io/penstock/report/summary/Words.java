package io.penstock.report.summary;

import java.util.Locale;

/** Text for people, the same wherever the process runs. */
public final class Words {

    private Words() {}

    /** With commas. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The number, and the word with an s unless it is one. */
    public static String count(long number, String word) {
        return number(number) + " " + word + (number == 1 ? "" : "s");
    }

    /** Never in the middle of a letter. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
