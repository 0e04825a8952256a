package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.reply.Ask;
import tools.jackson.databind.JsonNode;

/** What a request turned out to be. */
public sealed interface Reading {

    /** @param key who asks */
    record Asks(Dialect dialect, Ask ask, String key) implements Reading {}

    /** It is answered as it stands, without a model. */
    record Tells(JsonNode body) implements Reading {}

    record Refuses(Refusal refusal) implements Reading {}
}
