package io.penstock.api.wait;

import io.penstock.db.database.Database;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at jobs for those who wait for them. Many are woken at the same moment, and then one query looks for hundreds. */
public final class Looks implements AutoCloseable {

    private static final int READERS = 2;

    private final Jobs jobs;
    private final Reports reports;
    private final GroupCommit<Jobs.Key, Optional<Look>> together;

    public Looks(Database database) {
        this.jobs = new Jobs(database.jdbi());
        this.reports = new Reports(database);
        this.together = new GroupCommit<>("look", READERS, key -> 1, this::lookAll);
    }

    /** @param lastChunk the last of what it has streamed so far, without the text */
    public record Look(Job job, @Nullable Chunk lastChunk) {}

    /** The job as it is now; nothing when this tenant has none of this id. */
    public Optional<Look> look(int tenant, JobId id) {
        return together.call(new Jobs.Key(tenant, id));
    }

    private List<Optional<Look>> lookAll(List<Jobs.Key> keys) {
        var found = jobs.find(new HashSet<>(keys));
        // After the job: what a job that has ended streamed is then complete.
        var chunks = reports.last(found.values().stream()
                .filter(job -> job.attempt() > 0)
                .map(Job::id)
                .toList());
        return keys.stream()
                .map(key -> Optional.ofNullable(found.get(key)).map(job -> new Look(job, chunks.get(job.id()))))
                .toList();
    }

    @Override
    public void close() {
        together.close();
    }
}
