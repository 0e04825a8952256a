package io.penstock.api.stream;

import io.penstock.db.job.Progress;
import io.penstock.db.progress.Chunk;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How far somebody has read a job's story, as a place in its rows, so that any process can go on from there.
 *
 * @param number of the last event
 * @param chunk the last piece of streamed text of that attempt
 * @param progressAt when the last progress was written, in microseconds
 */
record JobPosition(int number, int chunk, long progressAt) {

    static final JobPosition BEGIN = new JobPosition(0, 0, 0);

    static Optional<JobPosition> parse(String text) {
        if (!text.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,18}")) {
            return Optional.empty();
        }
        var parts = text.split("\\.", -1);
        return Optional.of(
                new JobPosition(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2])));
    }

    JobPosition after(JobEvent event) {
        return new JobPosition(event.number(), 0, progressAt);
    }

    /** What an attempt streams comes after its start. */
    JobPosition after(Chunk piece) {
        return new JobPosition(number(piece), piece.nr(), progressAt);
    }

    JobPosition after(Progress progress) {
        return new JobPosition(number, chunk, micros(progress));
    }

    boolean isBefore(JobEvent event) {
        return number < event.number();
    }

    boolean isBefore(Chunk piece) {
        return number < number(piece) || (number == number(piece) && chunk < piece.nr());
    }

    boolean isBefore(Progress progress) {
        return progressAt < micros(progress);
    }

    static int number(Chunk piece) {
        return JobEvent.number(piece.attempt(), EventType.STARTED);
    }

    /** The attempt whose text is read next. */
    int attempt() {
        return number / 10;
    }

    /** Of that attempt's text, the piece that was read last. */
    int readOfAttempt() {
        int started = JobEvent.number(attempt(), EventType.STARTED);
        return number < started ? 0 : number == started ? chunk : Integer.MAX_VALUE;
    }

    private static long micros(Progress progress) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, progress.at());
    }

    @Override
    public String toString() {
        return number + "." + chunk + "." + progressAt;
    }
}
