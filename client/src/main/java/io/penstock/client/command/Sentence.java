package io.penstock.client.command;

import tools.jackson.databind.JsonNode;

/** What is said of a view. */
interface Sentence {
    String of(JsonNode view);
}
