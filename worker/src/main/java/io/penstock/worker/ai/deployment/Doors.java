package io.penstock.worker.ai.deployment;

import io.penstock.db.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which deployments are closed, and what closes them. */
public interface Doors {

    /** Those to which nothing should go now, as it was a moment ago. */
    Set<String> closed();

    /** The deployment to which dispatch has sent the job, if it did, and if nothing has closed it since. */
    Optional<String> sent(JobId job);

    /** The provider asks to wait. */
    void havePatience(String deployment, Duration patience);

    /** It fails. */
    void close(String deployment, Duration time, String reason);

    /** Until somebody opens it. */
    void closeForGood(String deployment, String reason);

    /** What the provider says that it gives in a minute, by what it counts. */
    void learn(Deployment deployment, Map<String, Long> quotas);

    /** For calls that no fleet knows of. */
    static Doors ofOneself(InstantSource clock) {
        return new Doors() {
            private final Map<String, Instant> until = new ConcurrentHashMap<>();

            @Override
            public Set<String> closed() {
                var now = clock.instant();
                return until.entrySet().stream()
                        .filter(door -> door.getValue().isAfter(now))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
            }

            @Override
            public Optional<String> sent(JobId job) {
                return Optional.empty();
            }

            @Override
            public void havePatience(String deployment, Duration patience) {
                close(deployment, patience, "");
            }

            @Override
            public void close(String deployment, Duration time, String reason) {
                until.merge(deployment, clock.instant().plus(time), (a, b) -> a.isAfter(b) ? a : b);
            }

            @Override
            public void closeForGood(String deployment, String reason) {
                until.put(deployment, Instant.MAX);
            }

            @Override
            public void learn(Deployment deployment, Map<String, Long> quotas) {
                // Who is alone needs no limits to share.
            }
        };
    }
}
