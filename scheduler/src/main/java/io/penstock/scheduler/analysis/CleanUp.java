package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.Inventory;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what only the steps of an analysis needed, and cancels its jobs when nobody needs them any more. */
final class CleanUp {

    private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);

    private final Analyses analyses;
    private final Inventory inventory;
    private final PackBatch batch;
    private final Shelves shelves;

    CleanUp(Analyses analyses, Inventory inventory, PackBatch batch, Shelves shelves) {
        this.analyses = analyses;
        this.inventory = inventory;
        this.batch = batch;
        this.shelves = shelves;
    }

    void afterSuccess(Work work) {
        try {
            shelves.remove(work, work.snapshot());
        } catch (RuntimeException e) {
            LOG.info(
                    "The snapshot of {} stays until its time is over: {}",
                    work.hold().id(),
                    e.toString());
        }
    }

    void afterGivingUp(Work work) {
        var id = work.hold().id();
        var analysis = analyses.find(work.hold().tenant(), id).orElseThrow();
        Stream.of(analysis.batch(), analysis.reviewBatch())
                .filter(Objects::nonNull)
                .forEach(jobs -> batch.cancel(work, jobs));
        try {
            inventory.artifacts(id).forEach(pack -> shelves.remove(work, pack));
            snapshotOf(work, analysis);
        } catch (RuntimeException e) {
            LOG.info("The packs of {} stay until their time is over: {}", id, e.toString());
        }
    }

    private void snapshotOf(Work work, Analysis analysis) {
        if (analysis.snapshot() != null) {
            shelves.remove(work, analysis.snapshot());
        }
    }
}
