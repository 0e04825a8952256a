package io.penstock.worker.handler;

import io.penstock.catalog.ai.Hop;
import io.penstock.db.job.JobId;
import io.penstock.db.usage.Consumption;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One attempt, as its handler sees it. */
public interface Run {

    JobId id();

    /** Whose job it is. */
    int tenant();

    /** Which of the attempts that count this is, from 1. */
    int attempt();

    /** When this attempt is stopped. */
    Instant deadline();

    /** Whether it is to stop: somebody cancelled the job, its time is over, or the worker lost it. The thread is interrupted too. */
    boolean cancelled();

    /** Says how far the work is. Readers see the latest. */
    void progress(long done, @Nullable Long total, @Nullable String note);

    /** Appends a piece of what readers may follow while the work goes on. All pieces are kept. */
    void append(String chunk);

    /**
     * Says how many units of a limit the attempt really took, where only an estimate could be set aside for it. It counts however the
     * attempt ends; the last word for a limit is the one that does.
     */
    void used(String limit, long units);

    /** Says what the attempt really cost, in the currency of the budgets. It counts however the attempt ends; the last word does. */
    void cost(BigDecimal amount);

    /** Adds to what the tenant has taken of models, which is kept by the day. It counts however the attempt ends. */
    void consumed(Consumption consumption);

    /** Says where it went on its way over deployments. It is kept with the attempt, however that ends; the last word is. */
    default void hops(List<Hop> hops) {}

    /** The files that the payload refers to, and those that the job makes. */
    JobArtifacts artifacts();

    /**
     * Does a piece of work whose result is kept, so that a later attempt gets it instead of doing it again. Work that was cut off is
     * done again.
     */
    <T> T step(String key, Class<T> type, Callable<T> work) throws Exception;

    /**
     * Has an effect on the outside world that must not happen twice. A later attempt gets the receipt instead. When it was begun and
     * nobody knows what came of it, the effect says what to do.
     *
     * @throws EffectRefused when the call said that it certainly did not happen
     * @throws OutcomeUnknown when nobody can tell; let it pass, and the job ends as outcome_unknown
     */
    <T> T effect(Effect<T> effect) throws Exception;
}
