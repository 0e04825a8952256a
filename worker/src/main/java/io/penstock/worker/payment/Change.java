package io.penstock.worker.payment;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Something that is done to a payment at Stripe.
 *
 * @param step what it is called within the job
 * @param happened finds out whether it happened, without doing it: the object that came of it
 */
record Change(String step, String path, Map<String, String> form, Find happened) {

    @FunctionalInterface
    interface Find {
        /** @param key the one under which it would have been made */
        Optional<JsonNode> find(String key) throws Exception;
    }
}
