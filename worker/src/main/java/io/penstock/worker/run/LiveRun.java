package io.penstock.worker.run;

import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.json.Json;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.effect.Effects;
import io.penstock.db.effect.Intent;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Weights;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import io.penstock.db.progress.Reports.Report;
import io.penstock.db.progress.Reports.Step;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.Effect.Idempotent;
import io.penstock.worker.handler.Effect.LookedUp;
import io.penstock.worker.handler.Effect.Once;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.handler.JobArtifacts;
import io.penstock.worker.handler.LeaseLost;
import io.penstock.worker.handler.OutcomeUnknown;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt under way. Two may want to end it: the handler, by returning, and who stopped it, when the handler does not return. The
 * first to say so decides what it came to.
 */
final class LiveRun implements Run {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

    /** So much streamed text waits to be written; a handler that is faster waits for it. */
    private static final int MOST_UNWRITTEN = 1 << 20;

    private final Claim claim;
    private volatile Instant deadline;
    private final Effects effects;
    private final JobArtifacts artifacts;
    private final Reports reports;
    private final Consumer<LiveRun> whenItSpeaks;
    private final Runnable whenOver;
    private @Nullable Thread handler;
    private @Nullable Stop stopped;
    private long stoppedAt;
    private boolean ended;
    private boolean lost;
    private final CountDownLatch lostSignal = new CountDownLatch(1);
    private @Nullable Step step;
    private final Deque<Chunk> unwritten = new ArrayDeque<>();
    private int unwrittenLength;
    private int beingWritten;
    private int chunks;
    private long writtenAt = System.nanoTime() - Watch.REST.toNanos();
    private final Map<String, Long> used = new HashMap<>();
    private final List<Consumption> consumed = new ArrayList<>();
    private List<Hop> hops = List.of();
    private volatile @Nullable Doubtful doubtful;

    /**
     * @param whenItSpeaks told when it streams text after a while of silence, which somebody may be waiting for
     * @param whenOver told once, when the attempt no longer takes anything up
     */
    LiveRun(
            Claim claim,
            Instant deadline,
            Effects effects,
            JobArtifacts artifacts,
            Reports reports,
            Consumer<LiveRun> whenItSpeaks,
            Runnable whenOver) {
        this.claim = claim;
        this.deadline = deadline;
        this.effects = effects;
        this.artifacts = artifacts;
        this.reports = reports;
        this.whenItSpeaks = whenItSpeaks;
        this.whenOver = whenOver;
    }

    Claim claim() {
        return claim;
    }

    /** Its time begins now and ends then. */
    void until(Instant deadline) {
        this.deadline = deadline;
    }

    void over() {
        whenOver.run();
    }

    /** The calling thread works for this attempt from now on, unless it was stopped before it began. */
    synchronized void begin() {
        handler = Thread.currentThread();
        if (stopped != null) {
            handler.interrupt();
        }
    }

    /** True for the first who ends it. After that nobody interrupts the handler's thread for it any more. */
    synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        if (Thread.currentThread().equals(handler)) {
            Thread.interrupted();
        }
        return true;
    }

    /** Asks the handler to stop. The first reason counts; asking again interrupts again. */
    synchronized void stop(Stop reason) {
        if (stopped == null && !ended) {
            stopped = reason;
            stoppedAt = System.nanoTime();
        }
        if (handler != null && !ended) {
            handler.interrupt();
        }
    }

    /** The job is no longer this attempt's: it stops, and what it comes to need not be written. */
    synchronized void lose() {
        lost = true;
        stop(Stop.LEASE_LOST);
        lostSignal.countDown();
    }

    synchronized boolean isLost() {
        return lost;
    }

    /** Waits so long, unless the job is lost. */
    void rest(Duration time) throws InterruptedException {
        lostSignal.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why it was to stop, if it was. */
    synchronized @Nullable Stop stopped() {
        return stopped;
    }

    synchronized boolean isStoppedFor(Duration grace) {
        return stopped != null && !ended && System.nanoTime() - stoppedAt > grace.toNanos();
    }

    @Override
    public JobId id() {
        return claim.id();
    }

    @Override
    public int tenant() {
        return claim.tenant();
    }

    @Override
    public int attempt() {
        return claim.countedAttempt();
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public synchronized boolean cancelled() {
        return stopped != null || ended;
    }

    @Override
    public synchronized void progress(long done, @Nullable Long total, @Nullable String note) {
        if (done < 0 || (total != null && total < 0)) {
            throw new IllegalArgumentException("Progress is counted from 0");
        }
        if (ended) {
            return;
        }
        step = new Step(done, total, note == null ? null : storable(note));
    }

    @Override
    public synchronized void used(String limit, long units) {
        if (!limit.matches(Limit.NAME)) {
            throw new IllegalArgumentException("No limit can have such a name");
        }
        if (units < 0 || units > Quota.MOST) {
            throw new IllegalArgumentException("Units are between 0 and " + Quota.MOST + ", not " + units);
        }
        used.put(limit, units);
    }

    @Override
    public synchronized void cost(BigDecimal amount) {
        if (amount.signum() < 0 || amount.compareTo(Money.MOST_OF_A_JOB) > 0) {
            throw new IllegalArgumentException("A cost is between 0 and " + Money.MOST_OF_A_JOB + ", not " + amount);
        }
        used.put(Weights.COST, Money.millionths(amount));
    }

    @Override
    public synchronized void consumed(Consumption consumption) {
        consumed.add(consumption);
    }

    @Override
    public synchronized void hops(List<Hop> hops) {
        this.hops = List.copyOf(hops);
    }

    /** That it is given back. What was set aside for it may be spent, so only what it took of models is told. */
    synchronized Settlement release() {
        return new Settlement(claim, new Outcome.Released(), Map.of(), List.copyOf(consumed));
    }

    /** That this is what it came to, with what it really took, as far as it says so. */
    synchronized Settlement settlement(Outcome outcome) {
        return new Settlement(claim, outcome, Map.copyOf(used), List.copyOf(consumed), hops);
    }

    @Override
    public void append(String chunk) {
        boolean full;
        boolean first;
        synchronized (this) {
            if (ended) {
                return;
            }
            first = unwritten.isEmpty() && System.nanoTime() - writtenAt >= Watch.REST.toNanos();
            unwritten.add(new Chunk(claim.attempt(), ++chunks, storable(chunk)));
            unwrittenLength += chunk.length();
            full = unwrittenLength > MOST_UNWRITTEN;
        }
        if (full) {
            writeReport();
        } else if (first) {
            whenItSpeaks.accept(this);
        }
    }

    /** The one character that Postgres has no place for. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Writes down what it has said. What the database will never take is let go: nobody shall wait for it. */
    void writeReport() {
        report().ifPresent(report -> {
            try {
                reports.write(List.of(report));
            } catch (RuntimeException e) {
                if (!GroupCommit.isAboutTheData(e)) {
                    throw e;
                }
                LOG.warn("{} {}: what it reported cannot be stored", claim.kind(), claim.id());
            } finally {
                letGo();
            }
            written(report);
        });
    }

    /** Writes down the rest, and waits for who else writes: once it is known how the attempt ended, nobody shall tell how far it is. */
    void writeLastReport() {
        writeReport();
        synchronized (this) {
            try {
                while (beingWritten > 0) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What it has said and nobody has written down yet. To write it twice does no harm. Who takes it lets go of it once it is written and told. */
    synchronized Optional<Report> report() {
        if (step == null && unwritten.isEmpty()) {
            return Optional.empty();
        }
        beingWritten++;
        return Optional.of(new Report(claim, step, List.copyOf(unwritten)));
    }

    synchronized void letGo() {
        beingWritten--;
        notifyAll();
    }

    synchronized void written(Report report) {
        if (Objects.equals(step, report.step())) {
            step = null;
        }
        if (!report.chunks().isEmpty()) {
            writtenAt = System.nanoTime();
        }
        // Chunks are only ever added behind those of the report.
        while (!report.chunks().isEmpty()
                && !unwritten.isEmpty()
                && unwritten.getFirst().nr() <= report.chunks().getLast().nr()) {
            unwrittenLength -= unwritten.removeFirst().text().length();
        }
    }

    @Override
    public JobArtifacts artifacts() {
        return artifacts;
    }

    @Override
    public <T> T step(String key, Class<T> type, Callable<T> work) throws Exception {
        var done = undisturbed(() -> effects.receipt(claim.id(), key));
        return done.isPresent() ? Json.readTrusted(done.get(), type) : received(key, work.call());
    }

    @Override
    public <T> T effect(Effect<T> effect) throws Exception {
        return switch (undisturbed(() -> effects.begin(claim, effect.key()))) {
            case Intent.Fresh fresh -> call(effect, idempotencyKey(effect, fresh.run()));
            case Intent.Had had -> Json.readTrusted(had.receipt(), effect.receipt());
            case Intent.Begun begun -> again(effect, idempotencyKey(effect, begun.run()), begun.age());
            case Intent.LeaseLost lost -> throw new LeaseLost();
        };
    }

    /** An earlier attempt began it, and nobody knows what came of it. */
    private <T> T again(Effect<T> effect, String key, Duration age) throws Exception {
        return switch (effect) {
            case Idempotent<T> i when age.compareTo(i.keyIsKept()) < 0 -> withSameKey(i, key);
            case Idempotent<T> i when i.lookup() != null -> lookUp(i, i.lookup(), key, Duration.ZERO);
            case Idempotent<T> i -> throw new OutcomeUnknown(i.key());
            case LookedUp<T> l -> lookUp(l, l.lookup(), key, l.settled().minus(age));
            case Once<T> o -> told(o, key, new OutcomeUnknown(o.key()));
        };
    }

    /** @param key what the effect is known by outside */
    private record Doubtful(Once<?> effect, String key) {}

    private <T> T told(Once<T> effect, String key, OutcomeUnknown otherwise) throws Exception {
        var told = effect.told().find(key);
        if (told.isEmpty()) {
            doubtful = new Doubtful(effect, key);
            throw otherwise;
        }
        return received(effect.key(), told.get());
    }

    /** Whoever tells of the effect may have done so after the attempt asked, and before there was an unknown outcome to resolve. */
    void resolveIfTold() throws Exception {
        var doubt = doubtful;
        if (doubt != null && doubt.effect.told().find(doubt.key).isPresent()) {
            effects.happened(claim);
        }
    }

    /** A refusal of this call says nothing of the earlier one, unless it says so; then the intent stays. */
    private <T> T withSameKey(Idempotent<T> effect, String key) throws Exception {
        try {
            return received(effect.key(), effect.call().call(key));
        } catch (EffectRefused refused) {
            if (refused.isOfKey()) {
                undisturbed(() -> effects.withdraw(claim, effect.key()));
            }
            throw refused;
        }
    }

    private <T> T lookUp(Effect<T> effect, Effect.Lookup<T> lookup, String key, Duration wait) throws Exception {
        var found = lookup.find(key);
        if (found.isPresent()) {
            return received(effect.key(), found.get());
        }
        if (wait.isPositive()) {
            throw new NotSettled(wait);
        }
        if (!undisturbed(() -> effects.beginAnew(claim, effect.key()))) {
            throw new LeaseLost();
        }
        return call(effect, key);
    }

    private <T> T call(Effect<T> effect, String key) throws Exception {
        try {
            return received(effect.key(), caller(effect).call(key));
        } catch (EffectRefused refused) {
            undisturbed(() -> effects.withdraw(claim, effect.key()));
            throw refused;
        } catch (LeaseLost | OutcomeUnknown known) {
            throw known;
        } catch (Exception e) {
            if (effect instanceof Once<T> once) {
                var unknown = new OutcomeUnknown(effect.key());
                unknown.initCause(e);
                return told(once, key, unknown);
            }
            throw e;
        }
    }

    private static <T> Effect.Call<T> caller(Effect<T> effect) {
        return switch (effect) {
            case Idempotent<T> i -> i.call();
            case LookedUp<T> l -> l.call();
            case Once<T> o -> o.call();
        };
    }

    /** What another run of the job does anew is another thing outside. */
    private String idempotencyKey(Effect<?> effect, int run) {
        var key = claim.id() + ":" + effect.key();
        return run == 1 ? key : key + "#" + run;
    }

    private <T> T received(String key, T receipt) {
        var json = Json.write(receipt);
        if (!undisturbed(() -> effects.receive(claim, key, json))) {
            throw new LeaseLost();
        }
        return receipt;
    }

    /**
     * Reads or writes the ledger on a thread that nobody interrupts. An interrupt of this one would close the connection, and what is
     * known of an effect would be lost with it.
     */
    private static <T> T undisturbed(Supplier<T> ledger) {
        try {
            return CompletableFuture.supplyAsync(ledger, Thread::startVirtualThread)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
