package io.penstock.sandbox.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The argument of MAIL or RCPT: an address in angle brackets, and what is said about it.
 *
 * @param address empty for the sender of a mail that is not to come back
 * @param parameters in capitals, such as {@code SIZE=1000}
 */
record MailPath(String address, List<String> parameters) {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST = 254;

    private static final Pattern ARGUMENT = Pattern.compile("(?i)(FROM|TO):<([^<>]*)>((?: [^ <>]+(?:<[^<>]*>)?)*)");
    private static final Pattern ADDRESS = Pattern.compile("(\"[^\"@]*\"|[^\\s\"@]+)@[^\\s\"@]+");

    /** @param word {@code FROM} or {@code TO} */
    static Optional<MailPath> of(String word, String argument) {
        var path = ARGUMENT.matcher(argument);
        return path.matches() && path.group(1).equalsIgnoreCase(word)
                ? Optional.of(new MailPath(path.group(2), parameters(path.group(3))))
                : Optional.empty();
    }

    private static List<String> parameters(String text) {
        return Stream.of(text.split(" ", -1))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.toUpperCase(Locale.ROOT))
                .toList();
    }

    boolean isAddress() {
        return address.length() <= LONGEST
                && ADDRESS.matcher(address).matches()
                && address.lastIndexOf('@') <= LONGEST_LOCAL;
    }

    boolean isAscii() {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(address);
    }

    /** What an address says to those who sort by it: its local part up to a {@code +}. */
    String name() {
        return address.substring(0, address.lastIndexOf('@'))
                .toLowerCase(Locale.ROOT)
                .split("\\+", 2)[0];
    }
}
