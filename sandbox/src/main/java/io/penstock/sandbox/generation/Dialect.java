package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.server.Event;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How one endpoint of a provider puts a reply. */
public interface Dialect {

    JsonNode whole(Ask ask, Reply reply, Stamp stamp);

    /** All events of the stream, up to the last. */
    List<Event> events(Ask ask, Reply reply, Stamp stamp);

    /**
     * An error after the answer was begun.
     *
     * @param sent how many events there were before
     */
    Event failure(Refusal refusal, Stamp stamp, int sent);

    /** Whether streams of it are not events, but one JSON array. */
    default boolean inAnArray(Ask ask) {
        return false;
    }
}
