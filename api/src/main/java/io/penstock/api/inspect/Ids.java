package io.penstock.api.inspect;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;

/** Ids in paths. */
public final class Ids {

    private static final String WORKER = "worker_";

    private Ids() {}

    public static JobId job(String text) {
        return JobId.parse(text)
                .orElseThrow(() -> new Refusal(
                        Problem.invalid(new Violation("/id", "must be a job's id: job_ and 32 hexadecimal digits"))));
    }

    public static BatchId batch(String text) {
        return BatchId.parse(text)
                .orElseThrow(() -> new Refusal(
                        Problem.invalid(new Violation("/id", "must be a batch's id: bat_ and 32 hexadecimal digits"))));
    }

    public static int worker(String text) {
        if (!text.matches(WORKER + "[1-9]\\d{0,8}")) {
            throw new Refusal(Problem.invalid(new Violation("/id", "must be a worker's id: worker_ and a number")));
        }
        return Integer.parseInt(text.substring(WORKER.length()));
    }

    public static String worker(int id) {
        return WORKER + id;
    }

    public static Refusal noSuchBatch(BatchId id) {
        return new Refusal(Problem.of(
                404, "batch_not_found", "There is no such batch", "No batch of yours has the id " + id + "."));
    }

    public static Refusal noSuchJob(JobId id) {
        return new Refusal(
                Problem.of(404, "job_not_found", "There is no such job", "No job of yours has the id " + id + "."));
    }
}
