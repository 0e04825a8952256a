package io.penstock.sandbox.stripe;

import io.penstock.sandbox.server.Answer;
import tools.jackson.databind.node.ObjectNode;

/** What came of a request whose execution has begun. */
sealed interface Outcome {

    Answer answer();

    record Done(ObjectNode body) implements Outcome {
        @Override
        public Answer answer() {
            return Answer.json(200, body);
        }
    }

    record Refused(StripeError error) implements Outcome {
        @Override
        public Answer answer() {
            return error.answer();
        }
    }
}
