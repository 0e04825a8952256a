package io.penstock.db.retention;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What Spring Batch noted of things that are gone. */
public final class OldExecutions {

    /** Its parameter is the id of the thing. */
    private static final String NOTED = """
            DELETE FROM spring_batch_job_instance WHERE job_instance_id IN (
                SELECT execution.job_instance_id FROM spring_batch_job_execution_params AS parameter
                JOIN spring_batch_job_execution AS execution USING (job_execution_id)
                WHERE parameter.parameter_value = ANY (:ids))""";

    private OldExecutions() {}

    /** In the transaction that forgets the things themselves. */
    public static void forget(Handle handle, List<String> ids) {
        handle.createUpdate(NOTED).bindArray("ids", String.class, ids).execute();
    }
}
