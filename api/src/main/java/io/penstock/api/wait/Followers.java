package io.penstock.api.wait;

import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.event.Position;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Who waits and who follows: they begin when the process is ready and are let go first when it stops, so that it need not wait for them. */
public final class Followers implements SmartLifecycle {

    /** Each that catches up reads the topic with a consumer of its own. */
    private static final int CATCHING_UP = 16;

    private static final int PATIENCE_SECONDS = 10;

    private final EventTopic topic;
    private final Waiters waiters;
    private final Subscriptions subscriptions;
    private final EventTail tail;
    private final Semaphore catchingUp = new Semaphore(CATCHING_UP);
    private volatile boolean running;

    public Followers(EventTopic topic, JobEvents events, Waiters waiters, WaitSettings settings) {
        this.topic = topic;
        this.waiters = waiters;
        this.subscriptions = new Subscriptions(settings.buffer());
        this.tail = new EventTail(topic, events, waiters, subscriptions);
    }

    /**
     * Follows the events from a position on, or from now on; nothing when the events cannot be read at present.
     *
     * @param from where the reader was
     */
    public Optional<Follower> follow(Filter filter, @Nullable Position from) throws InterruptedException {
        var live = subscriptions.of(filter);
        var start = tail.position();
        if (start.isEmpty() || !running) {
            live.close();
            return Optional.empty();
        }
        if (from == null || from.equals(start.get())) {
            return Optional.of(new Follower(filter, live, tail::position, start.get(), null));
        }
        if (!catchingUp.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            live.close();
            return Optional.empty();
        }
        try {
            var catchUp = CatchUp.begin(topic, from, start.get(), catchingUp::release);
            return Optional.of(new Follower(filter, live, tail::position, start.get(), catchUp));
        } catch (RuntimeException e) {
            live.close();
            catchingUp.release();
            throw e;
        }
    }

    @Override
    public void start() {
        running = true;
        tail.start();
    }

    @Override
    public void stop() {
        running = false;
        waiters.end();
        subscriptions.cutOffAll();
        tail.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start and the first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
