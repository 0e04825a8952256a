package io.penstock.sandbox.mail;

import io.penstock.sandbox.mail.Contents.Attachment;
import io.penstock.sandbox.mail.Contents.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Takes a mail apart. */
final class Opening {

    private static final int DEEPEST = 20;

    private final List<Attachment> attachments = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;

    private Opening() {}

    /** @throws MessagingException if it is no mail */
    static Contents of(Raw raw) throws MessagingException, IOException {
        var settings = new Properties();
        settings.setProperty("mail.mime.allowutf8", "true");
        var message = new MimeMessage(Session.getInstance(settings), raw.stream());
        var opening = new Opening();
        opening.open(message, 0);
        return new Contents(headers(message), opening.text, opening.html, opening.attachments);
    }

    private static List<Header> headers(MimeMessage message) throws MessagingException {
        return Collections.list(message.getAllHeaders()).stream()
                .map(header -> new Header(header.getName(), Heading.decoded(header.getValue())))
                .toList();
    }

    private void open(MimePart part, int depth) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && depth < DEEPEST) {
            var parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (var i = 0; i < parts.getCount(); i++) {
                open((MimePart) parts.getBodyPart(i), depth + 1);
            }
        } else if (isBody(part, "text/plain") && text == null) {
            text = read(part);
        } else if (isBody(part, "text/html") && html == null) {
            html = read(part);
        } else {
            attachments.add(attachment(part));
        }
    }

    private static boolean isBody(MimePart part, String type) throws MessagingException {
        return part.isMimeType(type)
                && part.getFileName() == null
                && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
    }

    private static String read(MimePart part) throws MessagingException, IOException {
        try (var in = part.getInputStream()) {
            return new String(in.readAllBytes(), charset(part));
        }
    }

    private static Charset charset(MimePart part) throws MessagingException {
        var named = new ContentType(part.getContentType()).getParameter("charset");
        try {
            return named == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(named));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static Attachment attachment(MimePart part) throws MessagingException, IOException {
        var name = part.getFileName();
        try (var in = part.getInputStream()) {
            return new Attachment(
                    name == null ? null : Heading.decoded(name),
                    new ContentType(part.getContentType()).getBaseType(),
                    in.transferTo(OutputStream.nullOutputStream()),
                    part.getContentID());
        }
    }
}
