package io.penstock.db.mail;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What became of each mail at each of those it went to. What is told comes twice and in any order, and perhaps when the job is forgotten. */
public final class Mails {

    private static final String NOTE = """
            INSERT INTO mail AS known (job, address, tenant, state, detail, changed_at)
            SELECT DISTINCT ON (told.job, told.address) told.job, told.address, told.tenant, told.state, told.detail, told.at
            FROM unnest(:jobs::uuid[], :addresses, :tenants, :states, :details, :ats::timestamptz[]) AS told (job, address, tenant, state, detail, at)
            WHERE NOT EXISTS (SELECT FROM forgetting WHERE forgetting.id = told.job AND forgetting.forgotten_at IS NOT NULL)
            ORDER BY told.job, told.address, array_position(:order, told.state) DESC, told.at DESC
            ON CONFLICT (job, address) DO UPDATE SET state = excluded.state, detail = excluded.detail, changed_at = excluded.changed_at
            WHERE known.tenant = excluded.tenant AND array_position(:order, excluded.state) > array_position(:order, known.state)""";

    private static final String PAGE = """
            SELECT 0 AS nr, job, address, state, detail, changed_at FROM mail
            WHERE tenant = :tenant AND job = :job AND address > :after AND (cardinality(:states) = 0 OR state = ANY (:states))
            ORDER BY address LIMIT :size""";

    /** Of the jobs of a batch, in the order of its items. */
    private static final String PAGE_OF_BATCH = """
            SELECT item.nr, mail.job, mail.address, mail.state, mail.detail, mail.changed_at
            FROM batch_item AS item JOIN mail ON mail.job = item.job
            WHERE item.batch = :batch AND item.nr > :after AND mail.tenant = :tenant
              AND (cardinality(:states) = 0 OR mail.state = ANY (:states))
            ORDER BY item.nr LIMIT :size""";

    private static final String SUPPRESSED =
            "SELECT count(*) FROM mail WHERE tenant = :tenant AND job = :job AND state = 'suppressed'";

    private static final String WENT_OUT =
            "SELECT EXISTS (SELECT FROM mail WHERE tenant = :tenant AND job = :job AND state <> 'suppressed')";

    private final Jdbi jdbi;

    public Mails(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param address in lower case */
    public record Note(
            JobId job,
            int tenant,
            String address,
            MailState state,
            @Nullable String detail,
            Instant at) {}

    /** @param nr of its job's item, if the job is of a batch whose mails were asked for */
    public record Mail(
            JobId job,
            int nr,
            String address,
            MailState state,
            @Nullable String detail,
            Instant changedAt) {}

    public void note(Collection<Note> notes) {
        jdbi.useHandle(handle -> note(handle, notes));
    }

    static void note(Handle handle, Collection<Note> notes) {
        handle.createUpdate(NOTE)
                .bind("jobs", SqlArray.texts(notes, note -> note.job.uuid()))
                .bind("addresses", SqlArray.texts(notes, Note::address))
                .bind("tenants", SqlArray.ints(notes, Note::tenant))
                .bind("states", SqlArray.texts(notes, note -> note.state.label()))
                .bind("details", SqlArray.texts(notes, Note::detail))
                .bind("ats", SqlArray.texts(notes, Note::at))
                .bind("order", SqlArray.texts(MailState.IN_ORDER, state -> state))
                .execute();
    }

    /**
     * @param states those that are asked for; all if none
     * @param after the address that the page before ended with, or nothing at all
     */
    public List<Mail> of(int tenant, JobId job, Set<MailState> states, String after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("job", job.uuid())
                .bind("states", SqlArray.texts(states, MailState::label))
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> mail(row))
                .list());
    }

    /**
     * @param states those that are asked for; all if none
     * @param after the item that the page before ended with, from 0
     */
    public List<Mail> of(int tenant, BatchId batch, Set<MailState> states, int after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE_OF_BATCH)
                .bind("tenant", tenant)
                .bind("batch", batch.uuid())
                .bind("states", SqlArray.texts(states, MailState::label))
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> mail(row))
                .list());
    }

    private static Mail mail(ResultSet row) throws SQLException {
        return new Mail(
                new JobId(row.getObject("job", UUID.class)),
                row.getInt("nr"),
                row.getString("address"),
                MailState.of(row.getString("state")),
                row.getString("detail"),
                time(row, "changed_at"));
    }

    /** To how many addresses a job's mail did not go, as they are suppressed. */
    public long suppressed(int tenant, JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(SUPPRESSED)
                .bind("tenant", tenant)
                .bind("job", job.uuid())
                .mapTo(Long.class)
                .one());
    }

    /** Whether somebody has told what became of it. */
    public boolean wentOut(int tenant, JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(WENT_OUT)
                .bind("tenant", tenant)
                .bind("job", job.uuid())
                .mapTo(Boolean.class)
                .one());
    }
}
