package io.penstock.sandbox.fault;

import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Sets, shows and clears faults over HTTP. */
public final class FaultEndpoint implements Handler {

    private final Faults faults;
    private final Map<String, Set<String>> moneyStops;

    /** @param moneyStops the variants of {@code money_stop}, by provider */
    public FaultEndpoint(Faults faults, Map<String, Set<String>> moneyStops) {
        this.faults = faults;
        this.moneyStops = Map.copyOf(moneyStops);
    }

    @Override
    public void handle(Caller caller) throws IOException {
        caller.send(
                switch (caller.method()) {
                    case "GET" -> Answer.of(200, Map.of("faults", faults.all()));
                    case "POST" -> caller.reads(FaultDocument.class, this::set);
                    case "DELETE" -> {
                        faults.clear();
                        yield Answer.empty(204);
                    }
                    default -> Answer.of(405, Map.of("detail", "GET, POST and DELETE are answered here."));
                });
    }

    private Answer set(FaultDocument document) {
        var violations = document.violations(moneyStops);
        return violations.isEmpty()
                ? Answer.of(201, faults.add(document.aim(), document.fault(), document.often()))
                : Answer.refused(violations);
    }
}
