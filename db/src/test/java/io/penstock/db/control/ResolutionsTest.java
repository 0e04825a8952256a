package io.penstock.db.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.db.control.Resolutions.Resolution.NotFound;
import io.penstock.db.control.Resolutions.Resolution.NotUnknown;
import io.penstock.db.control.Resolutions.Resolution.Resolved;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ResolutionsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Resolutions resolutions = new Resolutions(TEST.jdbi());

    @Test
    void onlyOneOfTwoResolutionsCounts() {
        var id = JobRows.in(TEST.database()).outcomeUnknown().insert();
        var answers = AtOnce.call(8, i -> resolutions.resolve(1, id, i % 2 == 0, "Looked it up.", null));
        assertThat(answers).filteredOn(Resolved.class::isInstance).hasSize(1);
        assertThat(answers).filteredOn(NotUnknown.class::isInstance).hasSize(7);
        var state = new Jobs(TEST.jdbi()).find(1, id).orElseThrow().state();
        assertThat(answers)
                .filteredOn(Resolved.class::isInstance)
                .allSatisfy(
                        answer -> assertThat(((Resolved) answer).job().state()).isEqualTo(state));
        assertThat(state).isIn(State.SUCCEEDED, State.FAILED);
    }

    @Test
    void aJobThatIsNotThereIsNotResolved() {
        var id = JobRows.in(TEST.database()).outcomeUnknown().insert();
        assertThat(resolutions.resolve(2, id, true, "Looked it up.", null)).isEqualTo(new NotFound());
        assertThat(resolutions.resolve(1, JobId.next(), true, "Looked it up.", null))
                .isEqualTo(new NotFound());
    }

    @Test
    void aReasonIsNeeded() {
        assertThatIllegalArgumentException().isThrownBy(() -> resolutions.resolve(1, JobId.next(), true, " ", null));
    }
}
