package io.penstock.api.submit;

import tools.jackson.databind.JsonNode;

/** The body of a request: JSON within the limits, of whatever form. */
public record JsonBody(JsonNode json) {}
