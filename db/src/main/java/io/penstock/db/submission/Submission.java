package io.penstock.db.submission;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.kind.Kind;
import io.penstock.db.aside.JsonText;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job that is about to be: its payload has been validated against its kind.
 *
 * @param artifacts that its payload refers to
 */
public record Submission(
        JobId id,
        int tenant,
        Kind<?, ?> kind,
        JsonText payload,
        Terms terms,
        @Nullable IdempotencyKey key,
        @Nullable InBatch batch,
        Set<ArtifactId> artifacts) {

    public Submission {
        artifacts = Set.copyOf(artifacts);
    }

    public static Submission of(int tenant, Kind<?, ?> kind, String payload) {
        return of(tenant, kind, payload, Terms.DEFAULT);
    }

    public static Submission of(int tenant, Kind<?, ?> kind, String payload, Terms terms) {
        return of(tenant, kind, JsonText.of(payload), terms);
    }

    public static Submission of(int tenant, Kind<?, ?> kind, JsonText payload, Terms terms) {
        return new Submission(JobId.next(), tenant, kind, payload, terms, null, null, Set.of());
    }

    public Submission with(@Nullable IdempotencyKey key) {
        return new Submission(id, tenant, kind, payload, terms, key, batch, artifacts);
    }

    public Submission in(InBatch batch) {
        return new Submission(id, tenant, kind, payload, terms, key, batch, artifacts);
    }

    /** Its payload refers to these, which are kept until it ends. */
    public Submission referringTo(Collection<ArtifactId> artifacts) {
        return new Submission(id, tenant, kind, payload, terms, key, batch, Set.copyOf(artifacts));
    }

    /** On other terms. */
    public Submission under(Terms other) {
        return new Submission(id, tenant, kind, payload, other, key, batch, artifacts);
    }

    /** With these tags, too. */
    public Submission tagged(Map<String, String> more) {
        var tags = new HashMap<>(terms.tags());
        tags.putAll(more);
        return under(terms.tags(tags));
    }

    /** The job as it is right after the submission. */
    public Job asJob(Instant createdAt) {
        return new Job(
                        id,
                        kind.name(),
                        State.QUEUED,
                        1,
                        terms.priority(),
                        0,
                        terms.maxAttempts(kind),
                        null,
                        null,
                        createdAt,
                        terms.runAt(),
                        terms.deadline(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        terms.tags(),
                        batch == null ? null : batch.batch(),
                        batch == null ? null : batch.customId(),
                        List.of())
                .asCreated();
    }

    /** The batch it comes with, and what its client calls it there. */
    public record InBatch(BatchId batch, @Nullable String customId) {}

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

        /** @param request what was asked for: JSON, which counts as the same whatever its spacing */
        public static IdempotencyKey of(String key, JsonNode request) {
            return new IdempotencyKey(key, Sha256.of(request));
        }

        public boolean isOf(byte[] otherRequest) {
            return Arrays.equals(request, otherRequest);
        }
    }
}
