package io.penstock.sandbox.fault;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;
import java.util.List;
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
                    case "GET" -> json(200, Map.of("faults", faults.all()));
                    case "POST" -> set(caller.body());
                    case "DELETE" -> {
                        faults.clear();
                        yield new Answer(204, Map.of(), "");
                    }
                    default -> json(405, Map.of("detail", "GET, POST and DELETE are answered here."));
                });
    }

    private Answer set(byte[] body) {
        return switch (Json.read(body, FaultDocument.class)) {
            case Read.Invalid<FaultDocument> invalid -> refused(invalid.violations());
            case Read.Valid<FaultDocument> valid -> set(valid.value());
        };
    }

    private Answer set(FaultDocument document) {
        var violations = document.violations(moneyStops);
        return violations.isEmpty()
                ? json(201, faults.add(document.aim(), document.fault(), document.often()))
                : refused(violations);
    }

    private static Answer refused(List<Violation> violations) {
        return json(400, Map.of("errors", violations));
    }

    private static Answer json(int status, Object body) {
        return new Answer(status, Map.of(), Json.write(body));
    }
}
