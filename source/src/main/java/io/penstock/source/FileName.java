package io.penstock.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** The path of a file in a source. It is a name: nobody opens it. */
public final class FileName {

    /** The order in which files come: that of the bytes in UTF-8, which no language and no system changes. */
    public static final Comparator<String> ORDER =
            Comparator.comparing(path -> path.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private static final int LONGEST = 1000;
    private static final int LONGEST_SHOWN = 100;

    private FileName() {}

    /** Whether it is relative, and has nothing in it that some system would take for more than a name. */
    public static boolean isPlain(String path) {
        return path.length() <= LONGEST
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl)
                && !isOnADrive(path)
                && Arrays.stream(path.split("/", -1)).noneMatch(FileName::isNoName);
    }

    /** Whether it lies in what git keeps for itself. */
    public static boolean isGitsOwn(String path) {
        return Arrays.stream(path.split("/", -1))
                .anyMatch(part -> part.toLowerCase(Locale.ROOT).equals(".git"));
    }

    /** As a sentence can show it. */
    public static String shown(String path) {
        var plain = new StringBuilder();
        path.codePoints()
                .limit(LONGEST_SHOWN)
                .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) || isHalf(c) ? '?' : c));
        return plain.length() < path.length() ? plain + "…" : plain.toString();
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isOnADrive(String path) {
        return path.length() > 1 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    }

    private static boolean isNoName(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }
}
