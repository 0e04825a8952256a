package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.sendgrid.Letter.Person;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** The headers that one letter has for itself. */
final class Letterhead {

    private final StringBuilder lines = new StringBuilder();

    private Letterhead() {}

    static byte[] of(Letter letter, String messageId, Instant now) {
        var head = new Letterhead();
        head.add("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        head.add("From", List.of(letter.from()));
        head.add("Reply-To", letter.replyTo());
        head.add("To", letter.people("to"));
        head.add("Cc", letter.people("cc"));
        head.add("Subject", encoded("Subject", letter.subject()));
        head.add("Message-ID", messageId);
        letter.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Message-ID")) {
                head.add(name, encoded(name, value));
            }
        });
        return head.lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void add(String name, List<Person> people) {
        if (!people.isEmpty()) {
            add(name, people.stream().map(Letterhead::written).collect(Collectors.joining(",\r\n ")));
        }
    }

    private void add(String name, String value) {
        lines.append(name).append(": ").append(value).append("\r\n");
    }

    private static String written(Person person) {
        try {
            return new InternetAddress(person.email(), person.name(), "utf-8").toString();
        } catch (UnsupportedEncodingException e) {
            throw noUtf8(e);
        }
    }

    private static String encoded(String name, String value) {
        try {
            var line = value.replaceAll("[\\r\\n]+", " ");
            return MimeUtility.fold(name.length() + 2, MimeUtility.encodeText(line, "utf-8", null));
        } catch (UnsupportedEncodingException e) {
            throw noUtf8(e);
        }
    }

    private static IllegalStateException noUtf8(UnsupportedEncodingException e) {
        return new IllegalStateException("Every JDK has UTF-8", e);
    }
}
