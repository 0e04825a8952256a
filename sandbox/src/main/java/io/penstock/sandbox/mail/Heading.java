package io.penstock.sandbox.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the headers of a mail say about it. */
public record Heading(String subject, @Nullable String messageId) {

    public static Heading of(byte[] mail) {
        try {
            var headers = new InternetHeaders(new ByteArrayInputStream(mail), true);
            return read(name -> headers.getHeader(name, null));
        } catch (MessagingException e) {
            return new Heading("", null);
        }
    }

    private static Heading read(Function<String, @Nullable String> headers) {
        var subject = headers.apply("Subject");
        var messageId = headers.apply("Message-ID");
        return new Heading(
                subject == null ? "" : decoded(subject),
                messageId == null || messageId.isBlank() ? null : messageId.strip());
    }

    /** In one line, and without the encoding of words that are not ASCII. */
    static String decoded(String value) {
        var line = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(line);
        } catch (UnsupportedEncodingException e) {
            return line;
        }
    }
}
