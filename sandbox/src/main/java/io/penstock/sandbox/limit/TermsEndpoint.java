package io.penstock.sandbox.limit;

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
                    case "POST" -> caller.reads(TermsDocument.class, document -> Answer.of(200, set(document)));
                    case "DELETE" -> {
                        limits.clear();
                        yield Answer.empty(204);
                    }
                    default -> Answer.of(405, Map.of("detail", "POST and DELETE are answered here."));
                });
    }

    private TermsDocument set(TermsDocument document) {
        var terms = document.over(limits.of(document.provider(), document.model()));
        limits.set(document.provider(), document.model(), terms);
        return TermsDocument.of(document.provider(), document.model(), terms);
    }
}
