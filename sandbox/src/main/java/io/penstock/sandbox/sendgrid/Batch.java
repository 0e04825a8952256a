package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.webhook.Notice;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events that are told together.
 *
 * @param id that of the request to which the mails belong
 * @param events at least one
 */
record Batch(String id, List<ObjectNode> events) implements Notice {

    @Override
    public String event() {
        return events.getFirst().path("sg_event_id").stringValue();
    }

    @Override
    public String type() {
        return events.stream()
                .map(event -> event.path("event").stringValue())
                .distinct()
                .collect(Collectors.joining(","));
    }

    @Override
    public String about() {
        return id;
    }

    /** SendGrid's end with a line break, which is signed like the rest. */
    @Override
    public String written() {
        return Json.write(events) + "\r\n";
    }
}
