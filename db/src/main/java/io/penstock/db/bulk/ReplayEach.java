package io.penstock.db.bulk;

import static io.penstock.db.database.Columns.utc;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Jobs;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replayed;
import io.penstock.db.replay.Replays;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Replays jobs as they are, unless something was done to them since the plan was made. Effects they had are not had once more. */
final class ReplayEach implements Deed {

    /** Nobody else replays them meanwhile. */
    private static final String CHANGED = """
            SELECT outcome.id, greatest(outcome.finished_at, outcome.resolved_at) > :planned_at AS changed
            FROM unnest(:ids::uuid[], :tenants) AS asked (id, tenant)
            JOIN outcome ON outcome.tenant = ANY (ARRAY[asked.tenant]) AND outcome.id = ANY (ARRAY[asked.id])
            ORDER BY asked.id FOR UPDATE OF outcome""";

    private final Replays replays;
    private final InstantSource clock;

    ReplayEach(Replays replays, InstantSource clock) {
        this.replays = replays;
        this.clock = clock;
    }

    @Override
    public Done to(Handle handle, BulkOperation operation, List<Jobs.Key> jobs) {
        var changed = changed(handle, operation, jobs);
        var same =
                jobs.stream().filter(job -> !changed.contains(job.id().uuid())).toList();
        var jitter = new Jitter(operation.request().jitter(), clock);
        var reason = operation.id() + ": " + operation.request().reason();
        var made = replays.replayAll(
                handle,
                same.stream()
                        .map(job -> new Replay(
                                job.tenant(), job.id(), null, null, null, null, jitter.later(), null, Set.of(), reason))
                        .toList());
        if (made.answers().stream().anyMatch(Replayed.Busy.class::isInstance)) {
            throw new Slices.NotNow();
        }
        Map<UUID, ItemOutcome> outcomes = new HashMap<>();
        for (int i = 0; i < same.size(); i++) {
            outcomes.put(same.get(i).id().uuid(), outcome(made.answers().get(i)));
        }
        var all = new ArrayList<ItemOutcome>(jobs.size());
        jobs.forEach(job -> all.add(outcomes.getOrDefault(job.id().uuid(), ItemOutcome.skipped("changed"))));
        return new Done(all, made.committed());
    }

    private static Set<UUID> changed(Handle handle, BulkOperation operation, List<Jobs.Key> jobs) {
        return handle.createQuery(CHANGED)
                .bind("ids", SqlArray.texts(jobs, job -> job.id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, Jobs.Key::tenant))
                .bind("planned_at", utc(operation.createdAt()))
                .map((row, context) -> row.getBoolean("changed") ? row.getObject("id", UUID.class) : null)
                .filter(id -> id != null)
                .set();
    }

    private static ItemOutcome outcome(Replayed replayed) {
        return switch (replayed) {
            case Replayed.Begun begun -> ItemOutcome.DONE;
            case Replayed.NotEnded no -> ItemOutcome.skipped("not_ended");
            case Replayed.Succeeded no -> ItemOutcome.skipped("succeeded");
            case Replayed.Erased no -> ItemOutcome.skipped("payload_gone");
            case Replayed.KeyTaken no -> ItemOutcome.skipped("unique_key_taken");
            case Replayed.KindGone no -> ItemOutcome.skipped("kind_unknown");
            case Replayed.NotFound no -> ItemOutcome.skipped("gone");
            case Replayed.Again no -> throw unasked(no);
            case Replayed.OtherRequest no -> throw unasked(no);
            case Replayed.Overtaken no -> throw unasked(no);
            case Replayed.EffectsHad no -> throw unasked(no);
            case Replayed.NoSuchEffects no -> throw unasked(no);
            case Replayed.Busy no -> throw unasked(no);
        };
    }

    private static IllegalStateException unasked(Replayed answer) {
        return new IllegalStateException(
                "A replay as it was cannot come to " + answer.getClass().getSimpleName());
    }
}
