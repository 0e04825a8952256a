package io.penstock.benchmark;

import io.penstock.benchmark.Windows.Use;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether limits hold and are used, as the events tell it by the database's clock: when each job was put on its lane, which is when it
 * took its permits, and when it ended.
 */
public final class LimitsBenchmark {

    private static final int BATCH = 500;
    private static final Set<EventType> GIVES_BACK = EnumSet.of(
            EventType.RETURNED, EventType.RELEASED, EventType.RESCUED, EventType.RETRYING, EventType.SNOOZED);
    private static final long RATE = 1000;
    private static final long UNITS = 50_000;
    private static final int HEAVIEST = 99;
    private static final long AT_A_TIME = 50;
    private static final String SLOW = "{\"take_ms\":2000}";
    private static final String BRIEF = "{\"take_ms\":400}";
    private static final int QUICK = 20;

    /** Of a period's permits as few at once. */
    private static final int SMOOTH = 20;

    private final PrintWriter out;

    public LimitsBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param only the name of one scene, to leave the others out
     * @param main what starts a role
     */
    public void run(Path folder, int jobs, @Nullable String only, Class<?> main) throws Exception {
        var scenes = scenes(jobs);
        if (only != null && scenes.stream().noneMatch(scene -> scene.name.equals(only))) {
            var names = scenes.stream().map(Scene::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("There is no scene " + only + "; choose one of " + names);
        }
        try (var stage = new Stage(folder)) {
            stage.create("limits");
            try (var database = stage.open("limits")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                int tenant = new Tenants(database.jdbi()).named("benchmark").id();
                try (var fleet = Fleet.start(folder, stage.settings("limits"), main)) {
                    out.printf(
                            "%,d jobs behind each limit, for concurrency a tenth as many of 2 s and of 0.4 s; 2 dispatchers and 4 workers in processes of their own%n",
                            jobs);
                    var bench = new Bench(database, stage.events("limits"), tenant);
                    bench.measure(new Scene("warm-up", rate(RATE * QUICK, RATE * QUICK), jobs, "{}", false));
                    for (var scene : scenes) {
                        if (only == null || scene.name.equals(only)) {
                            bench.measure(scene);
                        }
                    }
                    if (fleet.gone() > 0) {
                        throw new IllegalStateException(fleet.gone() + " processes of the fleet ended; see their logs");
                    }
                }
            }
        }
    }

    private record Scene(String name, Quota quota, int jobs, String payload, boolean weighted) {}

    private static List<Scene> scenes(int jobs) {
        return List.of(
                new Scene("rate", rate(RATE, RATE), jobs, "{}", false),
                new Scene("smooth-rate", rate(RATE, RATE / SMOOTH), jobs, "{}", false),
                new Scene("units", units(UNITS), jobs, "{}", true),
                new Scene("smooth-units", units(UNITS / SMOOTH), jobs, "{}", true),
                new Scene("concurrency", new Quota.Concurrency(AT_A_TIME), jobs / 10, SLOW, false),
                new Scene("brief-concurrency", new Quota.Concurrency(AT_A_TIME), jobs / 10, BRIEF, false));
    }

    private static Quota rate(long permits, long burst) {
        return new Quota.Rate(permits, Duration.ofSeconds(1), burst);
    }

    private static Quota units(long burst) {
        return new Quota.Units(UNITS, Duration.ofSeconds(1), burst);
    }

    private final class Bench {

        private final Database database;
        private final EventTopic topic;
        private final int tenant;
        private final Random random = new Random(1);

        Bench(Database database, EventTopic topic, int tenant) {
            this.database = database;
            this.topic = topic;
            this.tenant = tenant;
        }

        void measure(Scene scene) {
            var name = scene.name;
            int jobs = scene.jobs;
            var limits = new Limits(database.jdbi());
            limits.create(new NewLimit(name, scene.quota, null, null));
            limits.close(name, Instant.parse("2999-01-01T00:00:00Z"), "Until all wait", null);
            var weights = new HashMap<JobId, Long>();
            try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
                for (int done = 0; done < jobs; done += BATCH) {
                    var some = new ArrayList<Submission>();
                    for (int i = 0; i < Math.min(BATCH, jobs - done); i++) {
                        long weight = scene.weighted ? 1 + random.nextInt(HEAVIEST) : 1;
                        var terms = Terms.DEFAULT
                                .limits(List.of(name))
                                .units(scene.weighted ? Map.of(name, weight) : Map.of());
                        var job = Submission.of(tenant, Probe.KIND, scene.payload, terms);
                        weights.put(job.id(), weight);
                        some.add(job);
                    }
                    submissions.submitAll(some);
                }
            }
            try (var consumer = topic.consumer()) {
                topic.seek(consumer, topic.end(consumer));
                limits.reopen(name);
                awaitAll(jobs);
                var dispatched = new ArrayList<Use>();
                var over = new ArrayList<Use>();
                var ended = new HashSet<JobId>();
                while (ended.size() < jobs) {
                    consumer.poll(Duration.ofSeconds(1))
                            .forEach(record -> JobEvent.decode(record.value()).ifPresent(event -> {
                                var weight = weights.get(event.job());
                                if (weight != null && event.type() == EventType.DISPATCHED) {
                                    dispatched.add(Use.of(event.at(), weight));
                                } else if (weight != null && GIVES_BACK.contains(event.type())) {
                                    over.add(Use.of(event.at(), weight));
                                } else if (weight != null && event.type().isFinal() && ended.add(event.job())) {
                                    over.add(Use.of(event.at(), weight));
                                }
                            }));
                }
                if (scene.quota instanceof Quota.Periodic periodic) {
                    period(name, periodic, dispatched);
                } else {
                    atATime(name, scene.quota.permits(), dispatched, over);
                }
            }
        }

        private void awaitAll(int jobs) {
            long waiting = jobs;
            while (waiting > 0) {
                LockSupport.parkNanos(500_000_000);
                waiting = database.jdbi()
                        .withHandle(handle -> handle.createQuery("SELECT count(*) FROM live")
                                .mapTo(Long.class)
                                .one());
            }
        }

        private void period(String name, Quota.Periodic quota, List<Use> uses) {
            var windows = Windows.of(uses, quota.permits(), quota.per());
            out.printf(
                    "%-18s %,7d permits a second, at most %,7d in any second, %d violations, %.3f of them used%n",
                    name + ":", quota.permits(), windows.most(), windows.violations(), windows.used());
            out.flush();
        }

        private void atATime(String name, long max, List<Use> dispatched, List<Use> over) {
            var changes = new ArrayList<Use>(dispatched);
            over.forEach(use -> changes.add(new Use(use.at(), -1)));
            // One that ended when another began made room for it.
            changes.sort(Comparator.comparingLong(Use::at).thenComparingLong(Use::permits));
            long held = 0;
            long most = 0;
            double area = 0;
            long before = changes.getFirst().at();
            for (var change : changes) {
                area += (double) held * (double) (change.at() - before);
                before = change.at();
                held += change.permits();
                most = Math.max(most, held);
            }
            out.printf(
                    "%-18s %,7d at a time, at most %,7d at any time, %d violations, %.3f of them held%n",
                    name + ":",
                    max,
                    most,
                    most > max ? 1 : 0,
                    area / (max * (double) (before - changes.getFirst().at())));
            out.flush();
        }
    }
}
