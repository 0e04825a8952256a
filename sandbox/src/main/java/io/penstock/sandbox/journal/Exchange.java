package io.penstock.sandbox.journal;

import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Pauses;
import java.io.IOException;
import java.time.Duration;

/** A caller with his place in the journal. What goes out is there before it is sent: who has the answer finds it. */
public record Exchange(Caller caller, Visit visit, Pauses pauses) {

    /** No client waits longer; one that gave up is not noticed before something is sent. */
    private static final Duration LONGEST_HANG = Duration.ofMinutes(15);

    public void send(Answer answer) throws IOException {
        send(answer, 0, 0);
    }

    public void send(Answer answer, int inputTokens, int outputTokens) throws IOException {
        visit.answered(answer.status(), true, inputTokens, outputTokens);
        try {
            caller.send(answer);
        } catch (IOException e) {
            visit.answered(answer.status(), false, inputTokens, outputTokens);
            throw e;
        }
    }

    /** Waits; false when the sandbox ended and nothing is to be sent any more. */
    public boolean waits(Duration time) {
        var passed = pauses.pass(time);
        if (!passed) {
            caller.hangUp();
        }
        return passed;
    }

    public void hang() {
        pauses.pass(LONGEST_HANG);
        caller.hangUp();
    }

    public void hangUp() {
        caller.hangUp();
    }
}
