package io.penstock.sandbox.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client asks for.
 *
 * @param verb in capitals
 * @param argument what comes behind it, empty if nothing does
 */
record Command(String verb, String argument) {

    /** Without room for the line break; arguments of AUTH are the longest. */
    static final int LONGEST = 12_286;

    /** Nothing, if it cannot be one. */
    static Optional<Command> of(byte[] line) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            var end = text.indexOf(' ');
            return Optional.of(
                    end < 0
                            ? new Command(text.toUpperCase(Locale.ROOT), "")
                            : new Command(
                                    text.substring(0, end).toUpperCase(Locale.ROOT),
                                    text.substring(end + 1).strip()));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
