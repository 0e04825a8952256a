package io.penstock.worker.email;

import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.BulkMail.Recipient;
import io.penstock.catalog.json.Read;
import io.penstock.worker.handler.JobArtifacts;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recipients of a bulk mail, one after the other, from the payload or from a file. */
interface Rows extends AutoCloseable {

    /**
     * @param nr from 1; of a file, its line
     * @param recipient who stands there, or what is wrong with it
     */
    record Row(int nr, Read<Recipient> recipient) {}

    /** Nothing at the end. */
    @Nullable
    Row next() throws IOException;

    @Override
    void close() throws IOException;

    static Rows of(BulkMail.Payload payload, JobArtifacts artifacts) {
        return payload.recipients() == null
                ? new RecipientFile(artifacts
                        .open(Objects.requireNonNull(payload.recipientsArtifact()))
                        .content())
                : of(payload.recipients());
    }

    private static Rows of(List<Recipient> recipients) {
        var rest = recipients.listIterator();
        return new Rows() {
            @Override
            public @Nullable Row next() {
                return rest.hasNext() ? new Row(rest.nextIndex() + 1, new Read.Valid<>(rest.next())) : null;
            }

            @Override
            public void close() {}
        };
    }
}
