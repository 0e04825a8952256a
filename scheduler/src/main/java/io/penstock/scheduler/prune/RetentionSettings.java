package io.penstock.scheduler.prune;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param jobDays how many days a job is kept after the day it was submitted; an unfinished one is kept longer, with its whole day
 * @param resultDays how many days its result is kept after the last job of its day has ended, if not so long
 * @param usageDays how many days the sums of a day of usage are kept
 * @param errorDays how many days an hour of an error group is kept, and a group after it was last seen
 * @param idempotency how long a request may be repeated with its key
 */
@ConfigurationProperties(prefix = "penstock.retention", ignoreUnknownFields = false)
public record RetentionSettings(
        @DefaultValue("30") int jobDays,
        @DefaultValue("7") int resultDays,
        @DefaultValue("400") int usageDays,
        @DefaultValue("90") int errorDays,
        @DefaultValue("7d") Duration idempotency) {

    public RetentionSettings {
        if (jobDays < 1) {
            throw new IllegalArgumentException("penstock.retention.job-days must be at least 1, not " + jobDays);
        }
        if (resultDays < 1) {
            throw new IllegalArgumentException("penstock.retention.result-days must be at least 1, not " + resultDays);
        }
        if (usageDays < 1) {
            throw new IllegalArgumentException("penstock.retention.usage-days must be at least 1, not " + usageDays);
        }
        if (errorDays < 1) {
            throw new IllegalArgumentException("penstock.retention.error-days must be at least 1, not " + errorDays);
        }
        if (idempotency.compareTo(Duration.ofHours(24)) < 0) {
            throw new IllegalArgumentException(
                    "penstock.retention.idempotency must be at least 24h, not " + idempotency);
        }
    }
}
