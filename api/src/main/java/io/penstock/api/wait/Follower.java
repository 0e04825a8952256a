package io.penstock.api.wait;

import io.penstock.api.wait.Subscriptions.Found;
import io.penstock.api.wait.Subscriptions.Subscription;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Somebody who follows the events from a position on: first those that were told meanwhile, then those that come. For one thread. */
public final class Follower implements AutoCloseable {

    private final Filter filter;
    private final Subscription live;
    private final Supplier<Optional<Position>> tail;
    private final Position start;
    private final boolean gap;
    private Position position;
    private @Nullable CatchUp catchUp;

    /**
     * @param tail before it, the subscription has been told everything
     * @param start from here on the subscription has everything, and before it the one who catches up
     */
    Follower(
            Filter filter,
            Subscription live,
            Supplier<Optional<Position>> tail,
            Position start,
            @Nullable CatchUp catchUp) {
        this.filter = filter;
        this.live = live;
        this.tail = tail;
        this.start = start;
        this.catchUp = catchUp;
        this.gap = catchUp != null && catchUp.hasGap();
        this.position = catchUp == null ? start : catchUp.begin();
    }

    /** Whether events before the position are not kept any more, though they were asked for. */
    public boolean hasGap() {
        return gap;
    }

    /** Everything before it that passes the filter has been returned. */
    public Position position() {
        // First how far has been told, then whether anything of it is left. Who was cut off has not been told the rest.
        var told = tail.get();
        if (catchUp == null && told.isPresent() && live.isEmpty() && !live.isCutOff()) {
            position = position.orFurther(told.get());
        }
        return position;
    }

    /** The next event, or nothing when none came within this time or none will come. */
    public @Nullable JobEvent next(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            var left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            var found = catchUp == null ? live.next(left) : caughtUp(left);
            if (found != null && isNew(found)) {
                position = position.past(found.partition(), found.offset());
                if (filter.takes(found.event())) {
                    return found.event();
                }
            } else if (found == null && (left.isZero() || isCutOff())) {
                return null;
            }
        }
    }

    private @Nullable Found caughtUp(Duration atMost) {
        var reader = catchUp;
        if (reader == null || !reader.isDone()) {
            return reader == null ? null : reader.next(atMost);
        }
        reader.close();
        catchUp = null;
        position = start;
        return null;
    }

    private boolean isNew(Found found) {
        return catchUp != null || found.offset() >= start.of(found.partition());
    }

    /** Whether the next event need not be waited for. */
    public boolean hasMore() {
        return catchUp == null ? !live.isEmpty() : catchUp.hasMore();
    }

    /** Nothing comes any more; whoever wants more comes back with the position. */
    public boolean isCutOff() {
        return catchUp == null && live.isCutOff();
    }

    @Override
    public void close() {
        live.close();
        if (catchUp != null) {
            catchUp.close();
        }
    }
}
