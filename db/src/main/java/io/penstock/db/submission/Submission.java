package io.penstock.db.submission;

import io.penstock.catalog.kind.Kind;
import io.penstock.db.job.JobId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A job that is about to be: its payload has been validated against its kind. */
public record Submission(
        JobId id,
        int tenant,
        Kind<?, ?> kind,
        String payload,
        int priority,
        @Nullable Instant runAt,
        @Nullable IdempotencyKey key) {

    public static final int DEFAULT_PRIORITY = 5;

    public Submission {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("priority must be between 0 and 9, not " + priority);
        }
        // As Postgres keeps it, so that the first answer and its replay are the same.
        runAt = runAt == null ? null : runAt.truncatedTo(ChronoUnit.MICROS);
    }

    public static Submission of(int tenant, Kind<?, ?> kind, String payload) {
        return new Submission(JobId.next(), tenant, kind, payload, DEFAULT_PRIORITY, null, null);
    }

    /** The client's name for this request, and a hash of what the request said. */
    @SuppressWarnings("ArrayRecordComponent")
    public record IdempotencyKey(String key, byte[] request) {
        public IdempotencyKey {
            if (key.isEmpty() || key.length() > 255) {
                throw new IllegalArgumentException("An idempotency key has 1 to 255 characters");
            }
            if (request.length != 32) {
                throw new IllegalArgumentException("A request is known by its SHA-256");
            }
        }

        /** @param request what was asked for, in one form whatever its spacing */
        public static IdempotencyKey of(String key, String request) {
            try {
                return new IdempotencyKey(
                        key, MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean isOf(byte[] otherRequest) {
            return Arrays.equals(request, otherRequest);
        }
    }
}
