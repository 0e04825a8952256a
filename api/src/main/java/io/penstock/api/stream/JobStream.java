package io.penstock.api.stream;

import io.penstock.api.wait.Looks.Look;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Progress;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a job's story from where its reader is: a look brings what is new since the one before. */
final class JobStream {

    private static final int PIECES_AT_ONCE = 32;

    private final EventStream out;
    private final Reports reports;
    private final int tenant;
    private JobPosition position;

    JobStream(EventStream out, Reports reports, int tenant, JobPosition position) {
        this.out = out;
        this.reports = reports;
        this.tenant = tenant;
        this.position = position;
    }

    JobPosition position() {
        return position;
    }

    void tell(Look look) throws IOException {
        for (var event : Story.of(tenant, look.job())) {
            if (position.isBefore(event)) {
                pieces(look, event.number());
                if (event.type().isFinal()) {
                    progress(look.job().progress());
                }
                position = position.after(event);
                out.event(event.type().label(), position, event.encode());
            }
        }
        if (!look.job().state().isFinal()) {
            pieces(look, Integer.MAX_VALUE);
            progress(look.job().progress());
        }
        out.flush();
    }

    /** What was streamed and not read yet, of the attempts before the event of this number. */
    private void pieces(Look look, int before) throws IOException {
        var last = look.lastChunk();
        while (last != null && position.isBefore(last)) {
            var read = next(look.job().id());
            for (var piece : read) {
                if (JobPosition.number(piece) >= before || !isAtMost(piece, last)) {
                    return;
                }
                position = position.after(piece);
                out.event("chunk", position, json(piece));
            }
            if (read.isEmpty()) {
                return;
            }
        }
    }

    /** What came after the look belongs to the next one: an event may have to go before it. */
    private static boolean isAtMost(Chunk piece, Chunk last) {
        return piece.attempt() < last.attempt() || (piece.attempt() == last.attempt() && piece.nr() <= last.nr());
    }

    private List<Chunk> next(JobId job) {
        return reports.chunksAfter(job, position.attempt(), position.readOfAttempt(), PIECES_AT_ONCE);
    }

    private void progress(@Nullable Progress progress) throws IOException {
        if (progress != null && position.isBefore(progress)) {
            position = position.after(progress);
            out.event("progress", position, json(progress));
        }
    }

    private static byte[] json(Object value) {
        return Json.write(value).getBytes(StandardCharsets.UTF_8);
    }
}
