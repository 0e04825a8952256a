package io.penstock.db.mail;

import io.penstock.db.control.Resolutions;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions.Addition;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes what a service tells of the mails it took: what became of them, who wants none any more, and that it took them at all, which a job may
 * not know. The same again changes nothing.
 */
public final class MailNews {

    private static final String UNKNOWN = """
            SELECT told.tenant, told.id FROM (SELECT DISTINCT * FROM unnest(:tenants, :ids::uuid[]) AS told (tenant, id)) AS told
            JOIN outcome ON outcome.tenant = ANY (ARRAY[told.tenant]) AND outcome.id = ANY (ARRAY[told.id]) AND outcome.state = 'outcome_unknown'""";

    private final Jdbi jdbi;
    private final Resolutions resolutions;

    public MailNews(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.resolutions = new Resolutions(jdbi);
    }

    /** @param from who tells it */
    public void take(String from, List<Note> notes, List<Addition> suppressions) {
        jdbi.useTransaction(handle -> {
            Mails.note(handle, notes);
            Suppressions.add(handle, suppressions);
        });
        unknown(notes)
                .forEach(job -> resolutions.resolve(
                        job.tenant, job.id, true, from + " tells what became of the mail, so it was taken.", null));
    }

    private record Job(int tenant, JobId id) {}

    private List<Job> unknown(List<Note> notes) {
        return jdbi.withHandle(handle -> handle.createQuery(UNKNOWN)
                .bind("tenants", SqlArray.ints(notes, Note::tenant))
                .bind("ids", SqlArray.texts(notes, note -> note.job().uuid()))
                .map((row, context) -> new Job(row.getInt("tenant"), new JobId(row.getObject("id", UUID.class))))
                .list());
    }
}
