package io.penstock.db.artifact;

import io.penstock.db.job.JobId;
import java.util.List;

/** What came of the wish to remove an artifact. */
public sealed interface Removal {

    /** Nobody sees it any more; its bytes are to be deleted. */
    record Marked() implements Removal {}

    /** These unfinished jobs refer to it, or the first of them. */
    record InUse(List<JobId> jobs) implements Removal {}

    record NotFound() implements Removal {}
}
