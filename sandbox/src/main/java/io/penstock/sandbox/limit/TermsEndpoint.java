package io.penstock.sandbox.limit;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;
import java.util.Map;

/** Sets and clears the terms of models over HTTP. */
public final class TermsEndpoint implements Handler {

    private final Limits limits;

    public TermsEndpoint(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void handle(Caller caller) throws IOException {
        caller.send(
                switch (caller.method()) {
                    case "POST" -> set(caller.body());
                    case "DELETE" -> {
                        limits.clear();
                        yield new Answer(204, Map.of(), "");
                    }
                    default -> json(405, Map.of("detail", "POST and DELETE are answered here."));
                });
    }

    private Answer set(byte[] body) {
        return switch (Json.read(body, TermsDocument.class)) {
            case Read.Invalid<TermsDocument> invalid -> json(400, Map.of("errors", invalid.violations()));
            case Read.Valid<TermsDocument> valid -> json(200, set(valid.value()));
        };
    }

    private TermsDocument set(TermsDocument document) {
        var terms = document.over(limits.of(document.provider(), document.model()));
        limits.set(document.provider(), document.model(), terms);
        return TermsDocument.of(document.provider(), document.model(), terms);
    }

    private static Answer json(int status, Object body) {
        return new Answer(status, Map.of(), Json.write(body));
    }
}
