package io.penstock.worker.ai.testing;

import io.penstock.catalog.ai.Hop;
import io.penstock.db.job.JobId;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.JobArtifacts;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An attempt that remembers what its handler said. */
public final class RecordedRun implements Run {

    private final JobId id = JobId.next();
    private final int tenant;
    private final List<Consumption> consumed = new CopyOnWriteArrayList<>();
    private final List<String> chunks = new CopyOnWriteArrayList<>();
    private final Map<String, Long> used = new ConcurrentHashMap<>();

    private volatile List<Hop> hops = List.of();

    /** Something, so that it shows whether a handler says that it cost nothing. */
    private volatile BigDecimal cost = BigDecimal.TEN;

    public RecordedRun() {
        this(1);
    }

    public RecordedRun(int tenant) {
        this.tenant = tenant;
    }

    public List<Consumption> consumed() {
        return consumed;
    }

    public List<String> chunks() {
        return chunks;
    }

    public Map<String, Long> used() {
        return used;
    }

    public List<Hop> hops() {
        return hops;
    }

    public BigDecimal cost() {
        return cost;
    }

    @Override
    public JobId id() {
        return id;
    }

    @Override
    public int tenant() {
        return tenant;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void progress(long done, @Nullable Long total, @Nullable String note) {
        throw new AssertionError("It has no steps");
    }

    @Override
    public void append(String chunk) {
        chunks.add(chunk);
    }

    @Override
    public void used(String limit, long units) {
        used.put(limit, units);
    }

    @Override
    public void cost(BigDecimal amount) {
        cost = amount;
    }

    @Override
    public void consumed(Consumption consumption) {
        consumed.add(consumption);
    }

    @Override
    public void hops(List<Hop> hops) {
        this.hops = List.copyOf(hops);
    }

    @Override
    public JobArtifacts artifacts() {
        throw new AssertionError("It has no artifacts");
    }

    @Override
    public <T> T step(String key, Class<T> type, Callable<T> work) {
        throw new AssertionError("It has no steps");
    }

    @Override
    public <T> T effect(Effect<T> effect) {
        throw new AssertionError("It has no effects");
    }
}
