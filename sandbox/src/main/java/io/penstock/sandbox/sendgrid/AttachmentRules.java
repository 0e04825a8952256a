package io.penstock.sandbox.sendgrid;

import java.util.Base64;

/** What is asked of the files that go with a mail. */
final class AttachmentRules {

    private AttachmentRules() {}

    static void check(Field root, Problems problems) {
        var attachments = root.at("attachments");
        problems.that(
                attachments.isAbsent() || attachments.node().isArray(), attachments, "Attachments must be an array.");
        attachments.items().forEach(one -> checkOne(one, problems));
    }

    private static void checkOne(Field one, Problems problems) {
        var content = one.at("content");
        problems.that(content.isText() && isBase64(content.text()), content, "The content must be in Base64.");
        checkLine(one.at("filename"), problems);
        checkLineIfAny(one.at("type"), problems);
        checkLineIfAny(one.at("content_id"), problems);
        checkPlace(one, problems);
    }

    private static void checkPlace(Field one, Problems problems) {
        var disposition = one.at("disposition");
        var inline = disposition.text().equals("inline");
        problems.that(
                disposition.isAbsent() || inline || disposition.text().equals("attachment"),
                disposition,
                "The disposition is inline or attachment.");
        problems.that(
                !inline || one.at("content_id").isText(), one.at("content_id"), "What is inline needs a content_id.");
    }

    private static void checkLineIfAny(Field field, Problems problems) {
        if (!field.isAbsent()) {
            checkLine(field, problems);
        }
    }

    private static void checkLine(Field field, Problems problems) {
        problems.that(
                field.isText() && ContentRules.TYPE.matcher(field.text()).matches(),
                field,
                "This must be a string without semicolon, comma or line break.");
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
