package io.penstock.db.artifact;

import static io.penstock.db.database.Columns.utc;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.State;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reading artifacts: one, or a page of many. What is being removed is not there any more. */
public final class Artifacts {

    private static final String ONE = "SELECT " + Artifact.COLUMNS + """
            FROM artifact WHERE id = :id AND tenant = :tenant AND state <> 'removing'""";

    private static final String ANYBODYS =
            "SELECT " + Artifact.COLUMNS + " FROM artifact WHERE id = :id AND state <> 'removing'";

    private static final String STATES = """
            SELECT artifact.id, artifact.state FROM unnest(:ids::uuid[]) AS asked (id) JOIN artifact USING (id)
            WHERE artifact.tenant = :tenant AND artifact.state <> 'removing'""";

    private static final String PAGE = "SELECT " + Artifact.COLUMNS + """
            FROM artifact
            WHERE tenant = :tenant AND state <> 'removing' AND id < :before AND id >= :after
              AND (:name::text IS NULL OR starts_with(name, :name))
              AND (:type::text IS NULL OR content_type = :type)
              AND (:created_after::timestamptz IS NULL OR created_at >= :created_after)
              AND (:created_before::timestamptz IS NULL OR created_at < :created_before)
            ORDER BY id DESC LIMIT :size""";

    /** The id carries the time of the api's clock, created_at that of the database: the id narrows, with this to spare. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private final Jdbi jdbi;

    public Artifacts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which a list shows. Nothing set means all.
     *
     * @param name how their names begin
     */
    public record Filter(
            @Nullable String name,
            @Nullable String contentType,
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore) {}

    public Optional<Artifact> find(int tenant, ArtifactId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> Artifact.of(row))
                .findOne());
    }

    /** For who has shown otherwise that it may be had. */
    public Optional<Artifact> find(ArtifactId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ANYBODYS)
                .bind("id", id.uuid())
                .map((row, context) -> Artifact.of(row))
                .findOne());
    }

    /** Of those that there are of the tenant's. */
    public Map<ArtifactId, State> states(int tenant, Collection<ArtifactId> ids) {
        return jdbi.withHandle(handle -> handle
                .createQuery(STATES)
                .bind("tenant", tenant)
                .bind("ids", SqlArray.texts(ids, ArtifactId::uuid))
                .map((row, context) -> Map.entry(
                        new ArtifactId(row.getObject("id", UUID.class)),
                        row.getString("state").equals("ready") ? State.READY : State.UPLOADING))
                .stream()
                .distinct()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The newest first, strictly older than the given one. */
    public List<Artifact> page(int tenant, Filter filter, @Nullable UUID olderThan, int size) {
        var after = filter.createdAfter();
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("before", olderThan == null ? LAST : olderThan)
                .bind("after", after == null ? FIRST : JobId.floor(after.minus(CLOCKS_DIFFER)))
                .bind("name", filter.name())
                .bind("type", filter.contentType())
                .bind("created_after", utc(after))
                .bind("created_before", utc(filter.createdBefore()))
                .bind("size", size)
                .map((row, context) -> Artifact.of(row))
                .list());
    }
}
