package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Resource;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A provider of models: what it understands, what it counts, how it says no. */
public interface Provider {

    /** As it is in paths, faults and the journal. */
    String name();

    /** Ways in which it says that there is no money; the first is the usual one. */
    Set<String> moneyStops();

    Reading read(Caller caller);

    /** What a request takes from its limits. */
    Map<Resource, Long> takes(Ask ask, Usage usage);

    /** On every answer. */
    Map<String, String> headers(Stamp stamp);

    /** How the limits stand, as headers. */
    Map<String, String> limitHeaders(Map<Resource, Balance> balances, Instant now);

    /** Status, headers and body of a no. */
    Answer refuse(Refusal refusal, Stamp stamp);
}
