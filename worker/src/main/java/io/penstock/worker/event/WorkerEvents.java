package io.penstock.worker.event;

import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Finish;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.SettlementWatch;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.fleet.Workers.Beat;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.progress.Reports.Report;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.worker.event.Arrivals.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the workers of a process tell of their jobs. How a job ended is told for certain: a sign of life says up to when all of it has arrived. */
public final class WorkerEvents implements SettlementWatch {

    private final JobEvents events;
    private final Arrivals arrivals = new Arrivals();

    public WorkerEvents(JobEvents events) {
        this.events = events;
    }

    public void claimed(List<Claim> claims) {
        events.offer(JobEvent.started(claims));
    }

    public void released(List<Moved> jobs) {
        events.offer(JobEvent.released(jobs));
    }

    public void reported(List<Report> reports, Instant at) {
        events.offer(reports.stream()
                .map(report -> JobEvent.of(report.claim(), EventType.PROGRESS, State.RUNNING, at, null))
                .toList());
    }

    /** Gives a sign of life, with what it has to say of the events. */
    public @Nullable Beat beat(int worker, Function<Events, @Nullable Beat> beat) {
        var report = arrivals.of(worker);
        var taken = beat.apply(report.events());
        if (taken == null) {
            arrivals.forget(worker);
        } else {
            arrivals.told(worker, report, taken);
        }
        return taken;
    }

    /** What a worker that goes has to say of its events. */
    public Events last(int worker) {
        return arrivals.of(worker).events();
    }

    @Override
    public Transaction begins(List<Settlement> settlements) {
        return new Settling(settlements, arrivals.begins());
    }

    private final class Settling implements Transaction {

        private final List<Settlement> settlements;
        private final Pending transaction;

        Settling(List<Settlement> settlements, Pending transaction) {
            this.settlements = settlements;
            this.transaction = transaction;
        }

        @Override
        public void committed(List<Finish> finishes) {
            var between = new ArrayList<JobEvent>();
            var last = new ArrayList<JobEvent>(finishes.size());
            for (int i = 0; i < finishes.size(); i++) {
                if (finishes.get(i) instanceof Recorded recorded) {
                    arrivals.seen(recorded.at());
                    var event = event(settlements.get(i), recorded);
                    (event.type().isFinal() ? last : between).add(event);
                }
            }
            events.offer(between);
            var _ = events.send(last).whenComplete((done, failure) -> {
                if (failure == null) {
                    arrivals.arrived(transaction);
                } else {
                    unknown();
                }
            });
        }

        @Override
        public void rolledBack() {
            arrivals.arrived(transaction);
        }

        @Override
        public void unknown() {
            arrivals.missing(
                    transaction,
                    settlements.stream().map(s -> s.claim().worker()).collect(Collectors.toSet()));
        }
    }

    private static JobEvent event(Settlement settlement, Recorded recorded) {
        var type = switch (settlement.outcome()) {
            case Outcome.Retry r -> EventType.RETRYING;
            case Outcome.Snooze s -> EventType.SNOOZED;
            case Outcome.Await a -> EventType.SNOOZED;
            case Outcome.Released r -> EventType.RELEASED;
            case Outcome.End end -> EventType.of(recorded.state());
        };
        return JobEvent.of(settlement.claim(), type, recorded.state(), recorded.at(), recorded.errorCode());
    }
}
