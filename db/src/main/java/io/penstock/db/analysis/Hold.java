package io.penstock.db.analysis;

import io.penstock.db.fleet.HoldLost;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * That a scheduler has an analysis at work.
 *
 * @param runner another one each time that it is taken
 */
public record Hold(AnalysisId id, int tenant, UUID runner) {

    /** Until the transaction is over, nobody else can take it. */
    private static final String LOCK = "SELECT FROM analysis WHERE id = :id AND runner = :runner FOR SHARE";

    /** To be called first in each transaction that writes something for the analysis. */
    void lock(Handle handle) {
        boolean mine = handle.createQuery(LOCK)
                .bind("id", id.uuid())
                .bind("runner", runner)
                .map((row, context) -> true)
                .findOne()
                .isPresent();
        if (!mine) {
            throw new HoldLost(id);
        }
    }
}
