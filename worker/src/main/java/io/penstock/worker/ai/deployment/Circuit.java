package io.penstock.worker.ai.deployment;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.penstock.worker.ai.provider.Reply;
import io.penstock.worker.ai.provider.Reply.Failed;
import io.penstock.worker.ai.provider.Trouble;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a deployment alone that fails: for a while when it is overloaded or wrongly set up, then a few calls try it again; for good when
 * nothing more is paid for, as only a person can mend that.
 */
public final class Circuit {

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    /** Of the last so many calls, so many at least, half must have failed. */
    private static final int LOOKED_AT = 20;

    private static final int AT_LEAST = 5;
    private static final int PROBES = 2;

    private final CircuitBreaker breaker;

    Circuit(String deployment, Duration leftAlone, Clock clock) {
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
    }

    /** Why there may be no call now; nothing when there may. What was begun must be told, or given up. */
    public Optional<Closed> enter() {
        if (breaker.tryAcquirePermission()) {
            return Optional.empty();
        }
        return Optional.of(isParked() ? Closed.PARKED : Closed.OPEN);
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
            // The limits see to that.
            case RATE -> breaker.releasePermission();
            case OVERLOAD -> count(trouble);
            case CONFIGURATION -> {
                count(trouble);
                open();
            }
            case MONEY_STOP -> {
                breaker.releasePermission();
                park();
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
        if (!isParked() && breaker.getState() != CircuitBreaker.State.OPEN) {
            LOG.warn("The deployment {} has a wrong key or model; it is left alone for a while", breaker.getName());
            breaker.transitionToOpenState();
        }
    }

    private synchronized void park() {
        if (!isParked()) {
            LOG.warn("The deployment {} is not paid for any more; it is left alone until a restart", breaker.getName());
            breaker.transitionToForcedOpenState();
        }
    }

    private boolean isParked() {
        return breaker.getState() == CircuitBreaker.State.FORCED_OPEN;
    }

    /** Why a deployment is left alone. */
    public enum Closed {
        OPEN("circuit_open"),
        PARKED("parked");

        private final String outcome;

        Closed(String outcome) {
            this.outcome = outcome;
        }

        /** In hops. */
        @Override
        public String toString() {
            return outcome;
        }
    }
}
