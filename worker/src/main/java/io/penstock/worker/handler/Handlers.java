package io.penstock.worker.handler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The handlers of one worker, by kind. */
public final class Handlers {

    private final Map<String, Handler<?, ?>> byKind;

    public Handlers(List<? extends Handler<?, ?>> handlers) {
        this.byKind = handlers.stream().collect(Collectors.toMap(h -> h.kind().name(), Function.identity()));
    }

    public Optional<Handler<?, ?>> find(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }
}
