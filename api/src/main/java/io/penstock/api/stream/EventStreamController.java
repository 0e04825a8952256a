package io.penstock.api.stream;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.api.wait.Filter;
import io.penstock.api.wait.Follower;
import io.penstock.api.wait.Followers;
import io.penstock.api.wait.WaitSettings;
import io.penstock.db.job.BatchId;
import io.penstock.dispatch.event.Position;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** GET /v1/events: the events of the caller's jobs as they come, or from where the reader was. */
@RestController
public final class EventStreamController {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamController.class);
    private static final byte[] GAP =
            "{\"detail\":\"Events before this one are not kept any more.\"}".getBytes(StandardCharsets.US_ASCII);

    private final Followers followers;
    private final WaitSettings settings;

    public EventStreamController(Followers followers, WaitSettings settings) {
        this.followers = followers;
        this.settings = settings;
    }

    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    public void events(
            Caller caller,
            Query query,
            @RequestHeader(name = LastEventId.HEADER, required = false) @Nullable String last,
            HttpServletRequest request,
            HttpServletResponse response) {
        var filter = filter(caller, query.knowing(Set.of("batch", "kind")));
        var from = LastEventId.read(last, Position::parse).orElse(null);
        try (var follower = follow(filter, from)) {
            var out = EventStream.begin(response);
            if (!request.getMethod().equals("HEAD")) {
                write(follower, out);
            }
        } catch (IOException e) {
            LOG.debug("A reader of events is gone or too slow", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Filter filter(Caller caller, Query query) {
        var batch = query.one("batch");
        return new Filter(
                caller.tenantId(),
                batch == null
                        ? null
                        : BatchId.parse(batch)
                                .orElseThrow(() ->
                                        Query.refused("batch", "must be a batch's id: bat_ and 32 hexadecimal digits")),
                query.kind());
    }

    private Follower follow(Filter filter, @Nullable Position from) throws InterruptedException {
        try {
            return followers.follow(filter, from).orElseThrow(EventStreamController::unavailable);
        } catch (KafkaException e) {
            LOG.debug("The events cannot be read", e);
            throw unavailable();
        }
    }

    private static Refusal unavailable() {
        return new Refusal(Problem.of(
                        503,
                        "events_unavailable",
                        "The events cannot be read at present",
                        "Jobs run nevertheless, and GET /v1/jobs/{id}/events tells what happens to one. Try again later.")
                .asRetryable());
    }

    private void write(Follower follower, EventStream out) throws IOException, InterruptedException {
        if (follower.hasGap()) {
            out.event("gap", follower.position(), GAP);
        } else {
            out.heartbeat(follower.position());
        }
        out.flush();
        long heartbeatAt = System.nanoTime() + settings.heartbeat().toNanos();
        while (!follower.isCutOff()) {
            var event = follower.next(Duration.ofNanos(heartbeatAt - System.nanoTime()));
            if (event != null) {
                out.event(event.type().label(), follower.position(), event.encode());
            }
            if (System.nanoTime() - heartbeatAt >= 0) {
                out.heartbeat(follower.position());
                heartbeatAt = System.nanoTime() + settings.heartbeat().toNanos();
                out.flush();
            } else if (!follower.hasMore()) {
                out.flush();
            }
        }
    }
}
