package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.server.Answer;

/** What a request turned out to be, before anything is done. */
sealed interface Plan {

    record Refuses(Answer answer) implements Plan {}

    /** @param key who asks */
    record Tells(String key, Answer answer) implements Plan {}

    /** @param key who asks */
    record Sends(String key, Submission submission) implements Plan {}
}
