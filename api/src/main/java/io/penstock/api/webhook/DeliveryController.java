package io.penstock.api.webhook;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Violation;
import io.penstock.db.job.JobId;
import io.penstock.db.webhook.Deliveries;
import io.penstock.db.webhook.DeliveryId;
import io.penstock.db.webhook.DeliveryState;
import io.penstock.db.webhook.Redeliveries;
import io.penstock.db.webhook.Redeliveries.Redelivery;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The delivery log, and sending a callback again. */
@RestController
public final class DeliveryController {

    private static final Set<String> KNOWN = Set.of("state", "job", "page_size", "page_token");

    private final Deliveries deliveries;
    private final Redeliveries redeliveries;

    public DeliveryController(Deliveries deliveries, Redeliveries redeliveries) {
        this.deliveries = deliveries;
        this.redeliveries = redeliveries;
    }

    @GetMapping(path = "/v1/webhooks/deliveries", produces = APPLICATION_JSON_VALUE)
    public Page<DeliveryView> list(Caller caller, Query query) {
        query.knowing(KNOWN);
        var filter = new Deliveries.Filter(
                query.anyOf("state", DeliveryState.values(), DeliveryState::label), job(query.one("job")));
        var labels = filter.states().stream().map(DeliveryState::label).sorted().toList();
        var paging = Paging.of(query, "deliveries", labels, filter.job());
        var found = deliveries.page(caller.tenantId(), filter, paging.olderThan(), paging.look());
        return paging.page(found, delivery -> delivery.id().uuid()).map(DeliveryView::line);
    }

    @GetMapping(path = "/v1/webhooks/deliveries/{id}", produces = APPLICATION_JSON_VALUE)
    public DeliveryView delivery(Caller caller, @PathVariable String id) {
        return find(caller, id(id));
    }

    @PostMapping(path = "/v1/webhooks/deliveries/{id}/redeliver", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<DeliveryView> redeliver(Caller caller, @PathVariable String id) {
        var delivery = id(id);
        return switch (redeliveries.redeliver(caller.tenantId(), delivery)) {
            case Redelivery.Begun begun -> ResponseEntity.accepted().body(find(caller, delivery));
            case Redelivery.Pending pending -> ResponseEntity.accepted().body(find(caller, delivery));
            case Redelivery.Disabled disabled ->
                throw new Refusal(Problem.of(
                        409,
                        "endpoint_disabled",
                        "The URL wants no more callbacks",
                        "Its receiver answered 410. Enable it first: POST /v1/webhooks/endpoints/enable."));
            case Redelivery.NotFound notFound -> throw noSuchDelivery(delivery);
        };
    }

    private DeliveryView find(Caller caller, DeliveryId id) {
        return deliveries.find(caller.tenantId(), id).map(DeliveryView::of).orElseThrow(() -> noSuchDelivery(id));
    }

    private static Refusal noSuchDelivery(DeliveryId id) {
        return new Refusal(Problem.of(
                404, "delivery_not_found", "There is no such delivery", "No delivery of yours has the id " + id + "."));
    }

    private static DeliveryId id(String text) {
        return DeliveryId.parse(text)
                .orElseThrow(() -> new Refusal(Problem.invalid(
                        new Violation("/id", "must be a delivery's id: msg_ and 32 hexadecimal digits"))));
    }

    private static @Nullable JobId job(@Nullable String text) {
        return text == null
                ? null
                : JobId.parse(text)
                        .orElseThrow(() -> Query.refused("job", "must be a job's id: job_ and 32 hexadecimal digits"));
    }
}
