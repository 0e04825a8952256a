package io.penstock.db.aside;

import io.penstock.db.aside.JsonText.Aside;
import io.penstock.db.job.JobId;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The tables of long texts, a row a job. A row is written with what it belongs to, and never changes. */
public enum Asides {
    PAYLOADS("payload_aside"),
    RESULTS("result_aside");

    /** Postgres cuts a piece out of a value without reading the rest, since it does not compress it. */
    private static final int SLICE = 1 << 20;

    private final String write;
    private final String length;
    private final String slice;

    Asides(String table) {
        this.write = "INSERT INTO %s (job, length, bytes) VALUES (:job, :length, :bytes)".formatted(table);
        this.length = "SELECT length FROM %s WHERE job = :job".formatted(table);
        this.slice = "SELECT substring(bytes FROM :from FOR :count) FROM %s WHERE job = :job".formatted(table);
    }

    public void write(Handle handle, JobId job, Aside text) {
        handle.createUpdate(write)
                .bind("job", job.uuid())
                .bind("length", text.length())
                .bind(
                        "bytes",
                        (position, statement, context) -> statement.setBinaryStream(
                                position,
                                text.compressed().open(),
                                text.compressed().length()))
                .execute();
    }

    /** How long the job's text is, in bytes of UTF-8. */
    public OptionalInt length(Jdbi jdbi, JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(length)
                        .bind("job", job.uuid())
                        .mapTo(Integer.class)
                        .findOne())
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /** The text, still compressed, in memory. */
    public Optional<Aside> load(Jdbi jdbi, JobId job) {
        var length = length(jdbi, job);
        if (length.isEmpty()) {
            return Optional.empty();
        }
        var blocks = new Blocks();
        for (byte[] slice = slice(jdbi, job, 0); slice.length > 0; slice = slice(jdbi, job, blocks.length())) {
            blocks.add(slice);
        }
        return Optional.of(new Aside(blocks, length.getAsInt()));
    }

    /** The text, fetched piece by piece while it is read. */
    public InputStream open(Jdbi jdbi, JobId job) {
        return Zstd.decompressed(new Slices(from -> slice(jdbi, job, from)));
    }

    private byte[] slice(Jdbi jdbi, JobId job, int from) {
        return jdbi.withHandle(handle -> handle.createQuery(slice)
                .bind("job", job.uuid())
                .bind("from", from + 1)
                .bind("count", SLICE)
                .mapTo(byte[].class)
                .findOne()
                .orElseThrow(() -> new IllegalStateException("The text of " + job + " is gone")));
    }
}
