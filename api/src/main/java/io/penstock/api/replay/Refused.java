package io.penstock.api.replay;

import io.penstock.api.problem.Problem;
import io.penstock.db.replay.Replayed;

/** What is said to who wants a replay that is not made. */
final class Refused {

    private Refused() {}

    static Problem problem(Replayed refused) {
        return switch (refused) {
            case Replayed.NotEnded no ->
                Problem.of(409, "not_ended", "The job has not ended", "Wait until it has, or cancel it first.");
            case Replayed.Succeeded no ->
                Problem.of(
                        409,
                        "job_succeeded",
                        "The job has succeeded",
                        "It did what it was to do. To have it done again, submit it as a new job.");
            case Replayed.Overtaken(int run) ->
                Problem.of(409, "run_overtaken", "Another replay came first", "The job is in run " + run + " by now.");
            case Replayed.OtherRequest no ->
                Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The key belongs to another request",
                        "This Idempotency-Key was used for another replay of the job. Use a new key for a new replay.");
            case Replayed.Erased no ->
                Problem.of(
                        410,
                        "payload_gone",
                        "The payload is gone",
                        "It was erased, as its client wished. Give the payload to replay the job with.");
            case Replayed.KindGone(var kind) ->
                Problem.of(
                        409,
                        "kind_unknown",
                        "The kind is unknown",
                        "This version knows no kind " + kind + " any more.");
            case Replayed.EffectsHad(var keys) ->
                Problem.of(
                        409,
                        "effects_had",
                        "The job has had effects",
                        "With another payload these would no longer be what they were: " + String.join(", ", keys)
                                + ". Name those in repeat_effects that are to be had once more, or submit a new job.");
            case Replayed.NoSuchEffects(var keys) ->
                Problem.of(
                        409,
                        "no_such_effect",
                        "The job has not had such an effect",
                        "It has not had: " + String.join(", ", keys)
                                + ". An effect it has not had needs no repeating.");
            case Replayed.KeyTaken(var by) ->
                Problem.of(
                        409,
                        "unique_key_taken",
                        "Another job has the unique key",
                        by + " has the unique key of this job. Replay it when that one has ended.");
            case Replayed.Busy busy ->
                Problem.of(
                                503,
                                "results_in_work",
                                "Old results are being put in order",
                                "Jobs of earlier days cannot be replayed just now. Try again in a minute.")
                        .asRetryable();
            case Replayed.Begun begun -> throw new IllegalArgumentException("It was not refused");
            case Replayed.Again again -> throw new IllegalArgumentException("It was not refused");
            case Replayed.NotFound n -> throw new IllegalArgumentException("Whoever asks says which job");
        };
    }
}
