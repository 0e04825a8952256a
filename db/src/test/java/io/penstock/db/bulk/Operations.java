package io.penstock.db.bulk;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.bulk.BulkOperations.Item;
import io.penstock.db.bulk.BulkRuns.Taken;
import io.penstock.db.bulk.Plans.Asked;
import io.penstock.db.bulk.Plans.Plan;
import io.penstock.db.bulk.Plans.Planned;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.replay.Replays;
import io.penstock.db.request.BulkRequest;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Plans and runs operations by hand. */
final class Operations {

    final TestDatabase test;
    final Gates gates;
    final Map<JobId, State> moved = new HashMap<>();
    final BulkOperations all;
    final BulkRuns runs;
    final Slices slices;
    final Plans plans;
    final Replays replays;
    private int planned;

    Operations(TestDatabase test) {
        this.test = test;
        this.gates = new Gates(test.database());
        this.all = new BulkOperations(test.jdbi());
        this.runs = new BulkRuns(test.jdbi());
        this.plans = new Plans(test.jdbi());
        var kinds = Catalog.kinds(List.of());
        this.replays = new Replays(test.jdbi(), gates, kinds, this::note, lane -> {});
        this.slices = new Slices(
                test.jdbi(), new Deeds(replays, gates, kinds, InstantSource.system(), this::note, lane -> {}));
    }

    private void note(List<Moved> jobs, State state) {
        jobs.forEach(job -> moved.put(job.id(), state));
    }

    JobRows rows() {
        return JobRows.in(test.database());
    }

    Job job(JobId id) {
        return new Jobs(test.jdbi()).find(1, id).orElseThrow();
    }

    static BulkRequest request(String json) {
        return switch (Json.read(json(json), BulkRequest.class)) {
            case Read.Valid<BulkRequest>(var request) -> request;
            case Read.Invalid<BulkRequest> invalid -> throw new AssertionError(invalid.violations());
        };
    }

    static JsonNode json(String json) {
        return Json.mapper().readTree(json.replace('\'', '"'));
    }

    /** @param json with quotes of one stroke */
    Planned ask(@Nullable Integer whose, String json) {
        return ask(plans, whose, json);
    }

    Planned ask(Plans plans, @Nullable Integer whose, String json) {
        var hash = Sha256.ofCanonical(json(json));
        return plans.plan(new Asked(
                1, whose, "key_1", request(json), json(json).toString(), hash, Sha256.of("token " + ++planned)));
    }

    BulkOperation plan(String json) {
        return all.find(1, ((Planned.Made) ask(1, json)).id()).orElseThrow();
    }

    static Plan counted(BulkOperation operation) {
        return Json.readTrusted(operation.plan(), Plan.class);
    }

    /** The token of the last plan. */
    byte[] token() {
        return Sha256.of("token " + planned);
    }

    /** Plans it, confirms it, and takes it. */
    Taken begin(String json) {
        plan(json);
        all.confirm(1, token(), null);
        return runs.take(1).getFirst();
    }

    /** Returns what came of it for each job. */
    Map<JobId, String> run(String json) {
        var taken = begin(json);
        while (step(taken, 500)) {}
        runs.finish(taken.hold());
        return outcomes(taken.operation().id());
    }

    boolean step(Taken taken, int most) {
        var slice = slices.next(taken.hold(), 0, most);
        if (slice.jobs().isEmpty()) {
            return false;
        }
        slices.settle(taken.hold(), taken.operation(), slice);
        return true;
    }

    List<Item> items(BulkId id) {
        var items = new ArrayList<Item>();
        var page = all.items(id, null, 0, 0, 2);
        while (!page.isEmpty()) {
            items.addAll(page);
            page = all.items(id, null, page.getLast().chunk(), page.getLast().place(), 2);
        }
        return items;
    }

    Map<JobId, String> outcomes(BulkId id) {
        var outcomes = new HashMap<JobId, String>();
        items(id).forEach(item -> outcomes.put(item.job(), item.outcome().word()));
        return outcomes;
    }
}
