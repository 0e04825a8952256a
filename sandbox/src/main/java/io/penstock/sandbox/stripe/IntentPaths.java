package io.penstock.sandbox.stripe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What can be asked of payment intents. */
final class IntentPaths {

    private static final String INTENT = "payment_intent";
    private static final String METHOD = "payment_method";

    /** Taken, and of no consequence here. */
    private static final List<String> PASSED_OVER = List.of(
            "automatic_payment_methods", "mandate_data", "payment_method_options", "shipping", "use_stripe_sdk");

    private final Desk desk;

    IntentPaths(Desk desk) {
        this.desk = desk;
    }

    Plan create(Params params) {
        params.passOver(PASSED_OVER);
        var order = Order.of(params);
        var confirms = params.flag("confirm");
        var confirmation = Confirmation.of(params);
        var named = confirms ? params.required(METHOD) : Objects.requireNonNullElse(params.text(METHOD), "");
        return one(params, origin -> {
            var method = TestMethod.find(named);
            if (method.isEmpty() && !named.isEmpty()) {
                return Found.not(StripeError.noSuch(METHOD, named));
            }
            var intent = new Intent(desk, order, method.orElse(null));
            return new Found(Optional.of(intent), intent.open(origin, confirms ? confirmation : null));
        });
    }

    /** What was done, and to which intent. */
    private record Found(Optional<Intent> intent, Outcome outcome) {

        static Found not(StripeError error) {
            return new Found(Optional.empty(), new Outcome.Refused(error));
        }
    }

    /** What is done to one intent; its charge is shown with it to who asks for that. */
    private static Plan one(Params params, Function<Origin, Found> work) {
        var withCharge = params.list("expand").contains("latest_charge");
        return Plan.of(params, origin -> {
            var found = work.apply(origin);
            found.intent().filter(intent -> withCharge).ifPresent(intent -> expand(intent, found.outcome()));
            return found.outcome();
        });
    }

    private static void expand(Intent intent, Outcome outcome) {
        if (outcome instanceof Outcome.Done(var body)
                && body.path("latest_charge").isString()) {
            body.set("latest_charge", intent.chargeJson());
        }
    }

    private Plan existing(Params params, String id, BiFunction<Intent, Origin, Outcome> work) {
        return one(
                params,
                origin -> desk.intents()
                        .find(id)
                        .map(intent -> new Found(Optional.of(intent), work.apply(intent, origin)))
                        .orElseGet(() -> Found.not(StripeError.gone(INTENT, id))));
    }

    Plan retrieve(Params params, String id) {
        params.text("client_secret");
        return existing(params, id, (intent, origin) -> new Outcome.Done(intent.json()));
    }

    Plan update(Params params, String id) {
        params.passOver(PASSED_OVER);
        params.list("payment_method_types");
        var change = Order.Change.of(params);
        var named = Objects.requireNonNullElse(params.text(METHOD), "");
        return existing(params, id, (intent, origin) -> {
            var method = TestMethod.find(named);
            return method.isEmpty() && !named.isEmpty()
                    ? new Outcome.Refused(StripeError.noSuch(METHOD, named))
                    : intent.change(origin, change, method.orElse(null));
        });
    }

    Plan confirm(Params params, String id) {
        params.passOver(PASSED_OVER);
        var confirmation = Confirmation.of(params);
        return existing(params, id, (intent, origin) -> intent.confirm(origin, confirmation));
    }

    Plan capture(Params params, String id) {
        var amount = params.amount("amount_to_capture");
        return existing(params, id, (intent, origin) -> intent.capture(origin, amount));
    }

    Plan cancel(Params params, String id) {
        var reason = params.oneOf(
                "cancellation_reason", "", "duplicate", "fraudulent", "requested_by_customer", "abandoned");
        return existing(params, id, (intent, origin) -> intent.cancel(origin, reason.isEmpty() ? null : reason));
    }

    Plan list(Params params) {
        var limit = params.limit();
        var after = params.text("starting_after");
        var customer = Objects.requireNonNullElse(params.text("customer"), "");
        params.list("expand");
        return Plan.telling(params, () -> {
            var last = after == null
                    ? Optional.of(Long.MAX_VALUE)
                    : desk.intents().find(after).map(Intent::number);
            return last.<Outcome>map(number -> {
                        var page = Listing.of(desk.intents().before(number, customer), limit);
                        return new Outcome.Done(page.json("list", "/v1/payment_intents", Intent::json));
                    })
                    .orElseGet(() -> new Outcome.Refused(StripeError.noSuch("starting_after", String.valueOf(after))));
        });
    }

    Plan search(Params params) {
        var limit = params.limit();
        var page = Objects.requireNonNullElse(params.text("page"), "");
        params.list("expand");
        var clauses = Clauses.of(params.required("query"));
        if (params.problem().isEmpty() && (clauses.isEmpty() || !page.matches("\\d{0,18}"))) {
            return new Plan.Refuses(StripeError.invalid(
                    clauses.isEmpty() ? "query" : "page",
                    null,
                    "Here metadata['key']:'value' is understood, and AND."));
        }
        return Plan.telling(params, () -> {
            var number = page.isEmpty() ? Long.MAX_VALUE : Long.parseLong(page);
            var found = Listing.of(desk.intents().before(number, clauses.orElseThrow()), limit);
            var json = found.json("search_result", "/v1/payment_intents/search", Intent::json);
            json.put(
                    "next_page",
                    found.more() ? Long.toString(found.shown().getLast().number()) : null);
            return new Outcome.Done(json);
        });
    }
}
