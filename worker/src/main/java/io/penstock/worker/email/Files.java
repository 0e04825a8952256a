package io.penstock.worker.email;

import io.penstock.catalog.email.Attachment;
import io.penstock.db.aside.Room;
import io.penstock.worker.handler.ArtifactRefused;
import io.penstock.worker.handler.JobArtifacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The files that go with mails. While a mail is on its way they are in memory, so there is room for some at a time. */
final class Files {

    private final Room room = new Room(4 * Attachment.MOST);

    /** The files of one mail, until it is closed. */
    record Held(List<Mail.File> all, AutoCloseable room) implements AutoCloseable {

        @Override
        public void close() throws Exception {
            room.close();
        }
    }

    Held hold(JobArtifacts artifacts, List<Attachment> wanted) throws IOException, InterruptedException {
        if (wanted.isEmpty()) {
            return new Held(List.of(), () -> {});
        }
        var opened = new ArrayList<JobArtifacts.Opened>();
        try {
            for (var one : wanted) {
                opened.add(artifacts.open(one.artifact()));
            }
            long bytes = opened.stream().mapToLong(JobArtifacts.Opened::bytes).sum();
            if (bytes > Attachment.MOST) {
                throw ArtifactRefused.permanent(
                        "attachments_too_large",
                        "The files of a mail have at most %d bytes together, not %d."
                                .formatted(Attachment.MOST, bytes));
            }
            return read(wanted, opened, room.take(bytes));
        } finally {
            for (var one : opened) {
                one.close();
            }
        }
    }

    private static Held read(List<Attachment> wanted, List<JobArtifacts.Opened> opened, Room.Share share)
            throws IOException {
        var all = new ArrayList<Mail.File>();
        try {
            for (int nr = 0; nr < opened.size(); nr++) {
                var one = opened.get(nr);
                all.add(new Mail.File(
                        Objects.requireNonNullElse(wanted.get(nr).name(), one.name()),
                        one.contentType(),
                        one.content().readAllBytes()));
            }
        } catch (IOException | RuntimeException e) {
            share.close();
            throw e;
        }
        return new Held(List.copyOf(all), share);
    }
}
