package io.penstock.db.schedule;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.aside.JsonText;
import io.penstock.db.batch.NewBatch;
import io.penstock.db.batch.NewItem;
import io.penstock.db.job.BatchId;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.request.BatchRequest;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.request.JobRequests;
import io.penstock.db.submission.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What schedules submit, as their clients say it. It is read when the schedule is made, and anew for each firing. */
public final class Targets {

    public static final int MOST_ITEMS = 1000;

    private static final int LONGEST = JsonText.LONGEST_INLINE;

    /** Of one time, while a schedule has many. */
    private static final List<String> ONE_TIME = List.of("run_at", "deadline");

    private final JobRequests jobs;
    private final ItemRequests items;
    private final AnalysisRequests analyses;

    public Targets(JobRequests jobs, ItemRequests items, AnalysisRequests analyses) {
        this.jobs = jobs;
        this.items = items;
        this.analyses = analyses;
    }

    /** Exactly one of them. */
    private record Request(
            @Nullable JsonNode job,
            @Nullable JsonNode batch,
            @Nullable JsonNode analysis) implements SelfChecked {
        @Override
        public List<Violation> violations() {
            return Stream.of(job, batch, analysis).filter(Objects::nonNull).count() == 1
                    ? List.of()
                    : List.of(new Violation("", "must have exactly one of job, batch and analysis"));
        }
    }

    /** The target as it is stored, or all that is wrong with it. */
    public Read<String> check(int tenant, JsonNode target) {
        var text = Json.write(target);
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return wrong("", "has at most " + LONGEST + " bytes as JSON; what is longer can be an artifact");
        }
        return switch (read(tenant, target)) {
            case Read.Valid<Order> valid -> new Read.Valid<>(text);
            case Read.Invalid<Order> invalid -> new Read.Invalid<>(invalid.violations());
        };
    }

    Read<Order> read(int tenant, String target) {
        return read(tenant, Json.readTrusted(target, JsonNode.class));
    }

    private Read<Order> read(int tenant, JsonNode target) {
        return switch (Json.read(target, Request.class)) {
            case Read.Invalid<Request> invalid -> new Read.Invalid<>(invalid.violations());
            case Read.Valid<Request> valid -> {
                var job = valid.value().job();
                var analysis = valid.value().analysis();
                if (analysis != null) {
                    yield analysis(tenant, analysis);
                }
                yield job != null
                        ? job(tenant, job)
                        : batch(tenant, valid.value().batch());
            }
        };
    }

    private Read<Order> job(int tenant, JsonNode said) {
        var broken = new ArrayList<Violation>();
        var job = withoutOneTime(said, "/job", broken);
        return switch (jobs.read(tenant, job)) {
            case Read.Valid<Submission> valid
            when broken.isEmpty() -> new Read.Valid<>(new Order.OneJob(valid.value()));
            case Read.Valid<Submission> valid -> new Read.Invalid<>(broken);
            case Read.Invalid<Submission> invalid -> {
                add("/job", invalid, broken);
                yield new Read.Invalid<>(broken);
            }
        };
    }

    private Read<Order> analysis(int tenant, JsonNode said) {
        return switch (analyses.read(tenant, said)) {
            case Read.Valid<NewAnalysis>(var analysis) -> new Read.Valid<>(new Order.OneAnalysis(analysis));
            case Read.Invalid<NewAnalysis> invalid -> {
                var broken = new ArrayList<Violation>();
                add("/analysis", invalid, broken);
                yield new Read.Invalid<>(broken);
            }
        };
    }

    private Read<Order> batch(int tenant, @Nullable JsonNode said) {
        return switch (BatchRequest.read(said == null ? Json.mapper().nullNode() : said.deepCopy())) {
            case Read.Valid<BatchRequest> valid -> batch(tenant, valid.value());
            case Read.Invalid<BatchRequest> invalid -> {
                var broken = new ArrayList<Violation>();
                add("/batch", invalid, broken);
                yield new Read.Invalid<>(broken);
            }
        };
    }

    private Read<Order> batch(int tenant, BatchRequest request) {
        if (request.items().size() > MOST_ITEMS) {
            return wrong("/batch/items", "must have at most " + MOST_ITEMS + " items");
        }
        var read = new ArrayList<NewItem>();
        var names = new HashSet<String>();
        var broken = new ArrayList<Violation>();
        for (var said : request.items()) {
            var pointer = "/batch/items/" + read.size();
            var item = items.read(tenant, read.size() + 1, withoutOneTime(said, pointer, broken));
            if (item.job() instanceof Read.Invalid<Submission> invalid) {
                add(pointer, invalid, broken);
            }
            if (item.customId() != null && !names.add(item.customId())) {
                broken.add(new Violation(pointer + "/custom_id", "is that of another item"));
            }
            read.add(item);
        }
        var options = request.options();
        return broken.isEmpty()
                ? new Read.Valid<>(new Order.WholeBatch(
                        new NewBatch(BatchId.next(), tenant, options.callbackUrl(), options.allTags(), read)))
                : new Read.Invalid<>(broken);
    }

    private static JsonNode withoutOneTime(JsonNode said, String pointer, List<Violation> broken) {
        if (!(said instanceof ObjectNode object)) {
            return said;
        }
        var job = object.deepCopy();
        for (var field : ONE_TIME) {
            var value = job.remove(field);
            if (value != null && !value.isNull()) {
                broken.add(new Violation(pointer + "/" + field, "must not be given: a schedule has many times"));
            }
        }
        return job;
    }

    private static void add(String pointer, Read.Invalid<?> invalid, List<Violation> broken) {
        invalid.violations().forEach(violation -> broken.add(violation.under(pointer)));
    }

    private static <T> Read<T> wrong(String pointer, String rule) {
        return new Read.Invalid<>(List.of(new Violation(pointer, rule)));
    }

    /** So that the jobs of a schedule, and those of one firing, can be listed. */
    static Order tagged(Order order, Map<String, String> tags) {
        return switch (order) {
            case Order.OneJob(var job) -> new Order.OneJob(job.tagged(tags));
            case Order.WholeBatch(var batch) -> new Order.WholeBatch(batch.tagged(tags));
            case Order.OneAnalysis(var analysis) -> new Order.OneAnalysis(analysis.tagged(tags));
        };
    }
}
