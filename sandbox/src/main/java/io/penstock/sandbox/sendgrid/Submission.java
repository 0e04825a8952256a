package io.penstock.sandbox.sendgrid;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A request to send that keeps all rules. */
record Submission(JsonNode body) {

    /** Whether it was only to be looked at. */
    boolean isTrial() {
        return body.at("/mail_settings/sandbox_mode/enable").asBoolean(false);
    }

    /** One for each personalization. */
    List<Letter> letters() {
        var personalizations = body.path("personalizations");
        return IntStream.range(0, personalizations.size())
                .mapToObj(i -> new Letter(i, body, personalizations.get(i)))
                .toList();
    }

    /** What faults look for their markers in. */
    String text() {
        return body.toString();
    }
}
