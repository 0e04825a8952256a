package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.generation.Ids;
import io.penstock.sandbox.webhook.Webhooks;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Tells what became of mails: first that they are on their way, then the rest. */
final class Reports {

    private final Webhooks webhooks;
    private final Ids ids;
    private final InstantSource clock;

    Reports(Webhooks webhooks, Ids ids, InstantSource clock) {
        this.webhooks = webhooks;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param id that of the request */
    void tell(String id, List<Fate> fates) {
        if (!webhooks.areOn()) {
            return;
        }
        var first = fates.stream().flatMap(fate -> events(fate, 0, 1)).toList();
        var then =
                fates.stream().flatMap(fate -> events(fate, 1, Long.MAX_VALUE)).toList();
        webhooks.send(
                id,
                Stream.of(first, then)
                        .filter(events -> !events.isEmpty())
                        .map(events -> new Batch(id, events))
                        .toList());
    }

    private Stream<ObjectNode> events(Fate fate, long from, long most) {
        return fate.happenings().stream()
                .skip(from)
                .limit(most)
                .map(happening -> fate.event(happening, ids.next(), clock.instant()));
    }
}
