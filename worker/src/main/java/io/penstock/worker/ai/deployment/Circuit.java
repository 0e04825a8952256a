package io.penstock.worker.ai.deployment;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.penstock.worker.ai.provider.Reply;
import io.penstock.worker.ai.provider.Reply.Failed;
import io.penstock.worker.ai.provider.Trouble;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a deployment alone for a while that is overloaded or wrongly set up; then a few calls try it again. It looks at the calls of this
 * process, and closes the door for all.
 */
public final class Circuit {

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    /** Of the last so many calls, so many at least, half must have failed. */
    private static final int LOOKED_AT = 20;

    private static final int AT_LEAST = 5;
    private static final int PROBES = 2;

    private static final String FAILS = "failed for half of its last calls";

    private final CircuitBreaker breaker;
    private volatile String why = FAILS;

    Circuit(String deployment, Duration leftAlone, Doors doors, Clock clock) {
        this.breaker = CircuitBreaker.of(
                deployment,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(LOOKED_AT)
                        .minimumNumberOfCalls(AT_LEAST)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(leftAlone)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .clock(clock)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                LOG.warn("The deployment {} {}; it is left alone for {}", deployment, why, leftAlone);
                doors.close(deployment, leftAlone, "The deployment " + why + ".");
            }
        });
    }

    /**
     * Whether there may be a call now. What was begun must be told, or given up.
     *
     * @param doorIsOpen whether it is for the fleet; then somebody opened it again, and a few calls try the deployment
     */
    public synchronized boolean enter(boolean doorIsOpen) {
        if (doorIsOpen && breaker.getState() == CircuitBreaker.State.OPEN) {
            breaker.transitionToHalfOpenState();
        }
        return breaker.tryAcquirePermission();
    }

    /** What came of the call. */
    public void told(Reply reply) {
        switch (reply) {
            case Reply.Answered answered -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            case Failed failed -> failed(failed.trouble());
        }
    }

    private void failed(Trouble trouble) {
        switch (trouble) {
            case CALLER -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            // The doors see to these.
            case RATE, MONEY_STOP -> breaker.releasePermission();
            case OVERLOAD -> count(trouble);
            case CONFIGURATION -> {
                count(trouble);
                open();
            }
        }
    }

    private void count(Trouble trouble) {
        breaker.onError(0, TimeUnit.NANOSECONDS, new IOException(trouble.toString()));
    }

    /** Nothing came of the call: it was stopped from here. */
    public void givenUp() {
        breaker.releasePermission();
    }

    private synchronized void open() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            why = "has a wrong key or model";
            breaker.transitionToOpenState();
            why = FAILS;
        }
    }
}
