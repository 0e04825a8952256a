package io.penstock.worker.ai.provider;

import tools.jackson.databind.JsonNode;

/**
 * How one service wants to be asked, and what its answers mean. Pure: {@link Calls} does the calling, for all of them alike.
 *
 * <p>A provider of your own is a bean of this type; deployments name it.
 */
public interface Provider {

    /** What the settings of a deployment call it. */
    String name();

    /** The base URL of a deployment that has none of its own. */
    String home();

    Request request(Endpoint endpoint, Question question);

    /** Whether its limit of tokens counts the most that an answer may have, and not what it has. */
    default boolean countsMostOutput() {
        return false;
    }

    /** Where it tells of the endpoint's model, after the base URL; where there is no such path, of all that it has. */
    default String modelPath(Endpoint endpoint) {
        return "/models";
    }

    /** Whether it has the model, as far as what is told at that path says so. */
    default boolean has(String model, JsonNode told) {
        return true;
    }

    /** What a whole answer says that came with a status of success. */
    Told whole(JsonNode answer);

    /** A reader for one streamed answer. */
    Reading stream();

    /** What an answer says that came with any other status. */
    Told.Complaint refused(Refusal refusal);
}
