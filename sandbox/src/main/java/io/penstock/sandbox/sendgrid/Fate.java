package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a letter meets with on its way to one of its recipients.
 *
 * @param id what the request was answered with
 * @param smtpId the Message-ID of the letter
 */
record Fate(Letter letter, String recipient, String id, String smtpId) {

    List<Happening> happenings() {
        return Course.of(recipient);
    }

    /** Custom arguments are beside the fields of SendGrid, and never instead of one. */
    ObjectNode event(Happening happening, String eventId, Instant now) {
        var event = Json.mapper().createObjectNode();
        letter.customArgs().forEach(event::put);
        event.put("email", recipient)
                .put("timestamp", now.getEpochSecond())
                .put("event", happening.event())
                .put("sg_event_id", eventId)
                .put("sg_message_id", id + ".recvd-sandbox-" + letter.number() + ".0")
                .put("smtp-id", smtpId);
        happening.details().forEach(event::put);
        var categories = letter.categories();
        if (!categories.isEmpty()) {
            categories.forEach(event.putArray("category")::add);
        }
        return event;
    }
}
