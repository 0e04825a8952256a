package io.penstock.analyzer.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What stands where a secret would, and is none. */
final class Placeholders {

    private static final List<String> WORDS = List.of(
            "example",
            "sample",
            "placeholder",
            "changeme",
            "change_me",
            "change-me",
            "your",
            "dummy",
            "redacted",
            "insert",
            "xxxx",
            "****",
            "....",
            "todo",
            "abcdef",
            "123456789",
            "0123",
            "foobar",
            "notreal",
            "not-a-real",
            "fake",
            "lorem");

    /** Filled in when the program runs. */
    private static final Pattern FILLED_IN = Pattern.compile("\\$\\{|\\{\\{|<%|^\\$|^%|^<|^\\{|%s|\\)$|\\(|^@|\\[");

    private static final Pattern WORDS_ALONE = Pattern.compile("[A-Za-z]+([ ._/:-][A-Za-z]+)*+");

    private static final double LEAST_BITS = 3.0;

    private Placeholders() {}

    /** Whether it says itself that it is none. */
    static boolean isOne(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains) || Entropy.of(text) < 2;
    }

    /** Whether a value that has nothing but its name to say that it is a secret does not look like one. */
    static boolean looksHarmless(String value) {
        return isOne(value)
                || FILLED_IN.matcher(value).find()
                || WORDS_ALONE.matcher(value).matches()
                || value.contains("://")
                || value.chars().distinct().count() < 5
                || Entropy.of(value) < LEAST_BITS
                || isOfOneSort(value);
    }

    /** Chance brings letters and digits together. */
    private static boolean isOfOneSort(String value) {
        boolean noDigit = value.chars().noneMatch(Character::isDigit);
        boolean noSign = value.chars().allMatch(letter -> Character.isLetter(letter) || "._-/".indexOf(letter) >= 0);
        return (noDigit && noSign) || value.chars().noneMatch(Character::isLetter);
    }
}
