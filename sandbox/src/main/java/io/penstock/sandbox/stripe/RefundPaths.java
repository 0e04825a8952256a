package io.penstock.sandbox.stripe;

import java.util.Objects;
import java.util.Optional;

/** What can be asked of refunds and charges. */
final class RefundPaths {

    private static final String INTENT = "payment_intent";

    private final Intents intents;

    RefundPaths(Intents intents) {
        this.intents = intents;
    }

    Plan create(Params params) {
        var charge = Objects.requireNonNullElse(params.text("charge"), "");
        var intent = charge.isEmpty() ? params.required(INTENT) : Objects.requireNonNullElse(params.text(INTENT), "");
        var request = Refund.Request.of(params);
        params.list("expand");
        return Plan.of(
                params,
                origin -> (intent.isEmpty() ? intents.ofCharge(charge) : intents.find(intent))
                        .map(found -> found.refund(origin, request))
                        .orElseGet(() -> new Outcome.Refused(
                                intent.isEmpty()
                                        ? StripeError.gone("charge", charge)
                                        : StripeError.gone(INTENT, intent))));
    }

    Plan retrieve(Params params, String id) {
        params.list("expand");
        return Plan.telling(
                params,
                () -> intents.refund(id)
                        .flatMap(refund -> Optional.ofNullable(refund.intent().refundJson(id)))
                        .<Outcome>map(Outcome.Done::new)
                        .orElseGet(() -> new Outcome.Refused(StripeError.gone("refund", id))));
    }

    Plan list(Params params) {
        var limit = params.limit();
        var intent = Objects.requireNonNullElse(params.text(INTENT), "");
        var after = params.text("starting_after");
        params.list("expand");
        return Plan.telling(params, () -> {
            var last = after == null
                    ? Optional.of(Long.MAX_VALUE)
                    : intents.refund(after).map(Intents.RefundOf::number);
            return last.<Outcome>map(number -> {
                        var page = Listing.of(intents.refundsBefore(number, intent), limit);
                        return new Outcome.Done(page.json(
                                "list",
                                "/v1/refunds",
                                refund -> Objects.requireNonNull(refund.intent().refundJson(refund.id()))));
                    })
                    .orElseGet(() -> new Outcome.Refused(StripeError.noSuch("starting_after", String.valueOf(after))));
        });
    }

    /** The latest of its intent is shown, whichever is asked for. */
    Plan charge(Params params, String id) {
        params.list("expand");
        return Plan.telling(
                params,
                () -> intents.ofCharge(id)
                        .<Outcome>map(intent -> new Outcome.Done(intent.chargeJson()))
                        .orElseGet(() -> new Outcome.Refused(StripeError.gone("charge", id))));
    }
}
