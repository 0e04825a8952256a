package io.penstock.api.stream;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.wait.Looks;
import io.penstock.api.wait.Looks.Look;
import io.penstock.api.wait.WaitSettings;
import io.penstock.api.wait.Waiters;
import io.penstock.api.wait.Waiters.Waiter;
import io.penstock.db.job.JobId;
import io.penstock.db.progress.Reports;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** GET /v1/jobs/{id}/events: a job's story from its beginning, or from where the reader was, and on until its end. */
@RestController
public final class JobStreamController {

    private static final Logger LOG = LoggerFactory.getLogger(JobStreamController.class);

    private final Waiters waiters;
    private final Looks looks;
    private final Reports reports;
    private final WaitSettings settings;

    public JobStreamController(Waiters waiters, Looks looks, Reports reports, WaitSettings settings) {
        this.waiters = waiters;
        this.looks = looks;
        this.reports = reports;
        this.settings = settings;
    }

    @GetMapping(path = "/v1/jobs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    public void events(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = LastEventId.HEADER, required = false) @Nullable String last,
            HttpServletRequest request,
            HttpServletResponse response) {
        var job = Ids.job(id);
        var from = LastEventId.read(last, JobPosition::parse).orElse(JobPosition.BEGIN);
        try (var waiter = waiters.on(job)) {
            var look = looks.look(caller.tenantId(), job).orElseThrow(() -> Ids.noSuchJob(job));
            if (isOver(caller, look, from)) {
                // A browser that was told everything would come back for ever: this tells it not to.
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            var out = EventStream.begin(response);
            if (!request.getMethod().equals("HEAD")) {
                follow(caller, look, waiter, out, new JobStream(out, reports, caller.tenantId(), from));
            }
        } catch (IOException e) {
            LOG.debug("A reader of {} is gone or too slow", job, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOver(Caller caller, Look look, JobPosition from) {
        return look.job().state().isFinal()
                && !from.isBefore(Story.of(caller.tenantId(), look.job()).getLast());
    }

    private void follow(Caller caller, Look first, Waiter waiter, EventStream out, JobStream stream)
            throws IOException, InterruptedException {
        Optional<Look> look = Optional.of(first);
        long heartbeatAt = System.nanoTime() + settings.heartbeat().toNanos();
        while (true) {
            if (look.isPresent()) {
                stream.tell(look.get());
            }
            if (waiters.ended() || (look.isPresent() && look.get().job().state().isFinal())) {
                return;
            }
            var untilHeartbeat = Duration.ofNanos(heartbeatAt - System.nanoTime());
            waiter.await(untilHeartbeat.compareTo(settings.recheck()) < 0 ? untilHeartbeat : settings.recheck());
            if (System.nanoTime() - heartbeatAt >= 0) {
                out.heartbeat(stream.position());
                out.flush();
                heartbeatAt = System.nanoTime() + settings.heartbeat().toNanos();
            }
            look = look(caller, first.job().id());
        }
    }

    /** Nothing also while the database is away: the stream goes on when it is back. */
    private Optional<Look> look(Caller caller, JobId job) {
        try {
            return looks.look(caller.tenantId(), job);
        } catch (RuntimeException e) {
            LOG.debug("{} could not be looked at", job, e);
            return Optional.empty();
        }
    }
}
