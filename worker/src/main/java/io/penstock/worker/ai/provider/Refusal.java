package io.penstock.worker.ai.provider;

import tools.jackson.databind.JsonNode;

/**
 * An answer whose status is no success.
 *
 * @param saysWhen whether it says in a header how long to wait
 * @param body missing when it was no JSON
 */
public record Refusal(int status, boolean saysWhen, JsonNode body) {

    /** What all services mean alike by a status. */
    Trouble usual() {
        return switch (status) {
            case 429 -> Trouble.RATE;
            case 402 -> Trouble.MONEY_STOP;
            case 408, 409 -> Trouble.OVERLOAD;
            case 401, 403, 404, 405 -> Trouble.CONFIGURATION;
            default -> status >= 500 ? Trouble.OVERLOAD : status < 400 ? Trouble.CONFIGURATION : Trouble.CALLER;
        };
    }
}
