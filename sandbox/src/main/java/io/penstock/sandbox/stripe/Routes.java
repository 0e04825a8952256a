package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import java.util.List;

/** Which path asks for what. */
final class Routes {

    static final String BASE = "/stripe/v1/";

    private final IntentPaths intents;
    private final RefundPaths refunds;

    Routes(Desk desk) {
        this.intents = new IntentPaths(desk);
        this.refunds = new RefundPaths(desk.intents());
    }

    Plan plan(String method, String path, Form form) {
        var steps =
                path.startsWith(BASE) ? List.of(path.substring(BASE.length()).split("/", -1)) : List.<String>of();
        var id = steps.size() > 1 ? steps.get(1) : "";
        var params = new Params(form);
        return switch (method + " " + shape(steps)) {
            case "POST payment_intents" -> intents.create(params);
            case "GET payment_intents" -> intents.list(params);
            case "GET payment_intents/search" -> intents.search(params);
            case "GET payment_intents/*" -> intents.retrieve(params, id);
            case "POST payment_intents/*" -> intents.update(params, id);
            case "POST payment_intents/*/confirm" -> intents.confirm(params, id);
            case "POST payment_intents/*/capture" -> intents.capture(params, id);
            case "POST payment_intents/*/cancel" -> intents.cancel(params, id);
            case "POST refunds" -> refunds.create(params);
            case "GET refunds" -> refunds.list(params);
            case "GET refunds/*" -> refunds.retrieve(params, id);
            case "GET charges/*" -> refunds.charge(params, id);
            case "GET balance" -> Plan.telling(params, Routes::balance);
            default -> new Plan.Refuses(StripeError.nowhere(method, path));
        };
    }

    /** The path, without the id in it. */
    private static String shape(List<String> steps) {
        return steps.size() < 2 || steps.get(1).equals("search")
                ? String.join("/", steps)
                : steps.get(0) + "/*"
                        + (steps.size() == 2 ? "" : "/" + String.join("/", steps.subList(2, steps.size())));
    }

    private static Outcome balance() {
        var json = Json.mapper().createObjectNode().put("object", "balance").put("livemode", false);
        json.putArray("available").addObject().put("amount", 0).put("currency", "usd");
        json.putArray("pending");
        return new Outcome.Done(json);
    }
}
