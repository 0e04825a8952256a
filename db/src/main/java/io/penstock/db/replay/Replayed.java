package io.penstock.db.replay;

import io.penstock.db.job.JobId;
import java.util.List;

/** What came of a replay. */
public sealed interface Replayed {

    /** The job waits for its turn again. */
    record Begun(int run) implements Replayed {}

    /** The same replay was made before: this run came of it. */
    record Again(int run) implements Replayed {}

    /** Its key was used for another replay of the job. */
    record OtherRequest() implements Replayed {}

    /** It has not ended. */
    record NotEnded() implements Replayed {}

    /** It did what it was to do. */
    record Succeeded() implements Replayed {}

    /** Somebody replayed it since. */
    record Overtaken(int run) implements Replayed {}

    /** Its payload was erased, as its client wished. */
    record Erased() implements Replayed {}

    /** This version knows no such kind. */
    record KindGone(String kind) implements Replayed {}

    /** It has another payload, and earlier runs had, or may have had, these effects. */
    record EffectsHad(List<String> keys) implements Replayed {}

    /** It has not had these effects. */
    record NoSuchEffects(List<String> keys) implements Replayed {}

    /** Another job has its unique key now. */
    record KeyTaken(JobId by) implements Replayed {}

    /** The results of its day are being put in order; that is soon over. */
    record Busy() implements Replayed {}

    record NotFound() implements Replayed {}
}
