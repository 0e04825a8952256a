package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.fault.Refusal;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Texts and files of a request, in MIME: what all of its letters have in common. */
final class Paper {

    private Paper() {}

    /** From the first header about the content on. */
    static byte[] of(JsonNode body) {
        try {
            var whole = whole(texts(body), files(body));
            whole.updateHeaders();
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
            whole.writeTo(bytes);
            return bytes.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("What keeps all rules can be written", e);
        }
    }

    /** A part that writes its headers without being asked by a message. */
    private static final class Sheet extends MimeBodyPart {

        @Override
        public void updateHeaders() throws MessagingException {
            super.updateHeaders();
        }
    }

    private static Sheet whole(List<MimeBodyPart> texts, List<MimeBodyPart> files) throws MessagingException {
        var alternatives = together("alternative", texts);
        if (files.isEmpty()) {
            return alternatives;
        }
        var all = new ArrayList<MimeBodyPart>();
        all.add(alternatives);
        all.addAll(files);
        return together("mixed", all);
    }

    private static Sheet together(String how, List<MimeBodyPart> parts) throws MessagingException {
        if (parts.getFirst() instanceof Sheet only && parts.size() == 1) {
            return only;
        }
        var sheet = new Sheet();
        sheet.setContent(new MimeMultipart(how, parts.toArray(MimeBodyPart[]::new)));
        return sheet;
    }

    /** Templates are not filled in here; one says only which it would have been. */
    private static List<MimeBodyPart> texts(JsonNode body) throws MessagingException {
        var texts = new ArrayList<MimeBodyPart>();
        for (var content : body.path("content").values()) {
            texts.add(text(
                    content.path("type").stringValue(), content.path("value").stringValue()));
        }
        if (texts.isEmpty()) {
            texts.add(text(
                    "text/plain",
                    Refusal.marked("the template " + body.path("template_id").stringValue())));
        }
        return texts;
    }

    private static Sheet text(String type, String value) throws MessagingException {
        var sheet = new Sheet();
        fill(sheet, type + "; charset=utf-8", value.getBytes(StandardCharsets.UTF_8));
        return sheet;
    }

    private static List<MimeBodyPart> files(JsonNode body) throws MessagingException {
        var files = new ArrayList<MimeBodyPart>();
        for (var attachment : body.path("attachments").values()) {
            files.add(file(attachment));
        }
        return files;
    }

    private static Sheet file(JsonNode attachment) throws MessagingException {
        var sheet = new Sheet();
        fill(
                sheet,
                attachment.path("type").asString("application/octet-stream"),
                Base64.getDecoder().decode(attachment.path("content").stringValue()));
        sheet.setDisposition(attachment.path("disposition").asString(Part.ATTACHMENT));
        sheet.setFileName(attachment.path("filename").stringValue());
        if (attachment.path("content_id").isString()) {
            sheet.setContentID("<" + attachment.path("content_id").stringValue() + ">");
        }
        return sheet;
    }

    private static void fill(MimePart part, String type, byte[] bytes) throws MessagingException {
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, type)));
        part.setHeader("Content-Type", type);
    }
}
