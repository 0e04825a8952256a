package io.penstock.worker.http;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.http.HttpRequest.Payload;
import io.penstock.catalog.http.HttpRequest.Result;
import io.penstock.catalog.kind.Kind;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.job.Failure;
import io.penstock.guard.Lookup;
import io.penstock.guard.Target;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Answer.Done;
import io.penstock.worker.handler.Answer.Retryable;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.JobArtifacts.Opened;
import io.penstock.worker.handler.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/** Makes one HTTP call, over its redirects, to hosts that are public or allowed. */
public final class HttpRequestHandler implements Handler<Payload, Result> {

    private static final int MOST_REDIRECTS = 5;

    /** What the artifact is called. */
    private static final String RESPONSE = "response";

    private final Connections connections;
    private final RetryAfter retryAfter;
    private final int maxBody;

    public HttpRequestHandler(HttpSettings settings, Clock clock) {
        this(settings, clock, InetAddress::getAllByName);
    }

    HttpRequestHandler(HttpSettings settings, Clock clock, Lookup lookup) {
        this.connections = new Connections(settings, lookup);
        this.retryAfter = new RetryAfter(clock);
        this.maxBody = settings.maxBody();
    }

    @Override
    public Kind<Payload, Result> kind() {
        return HttpRequest.KIND;
    }

    @Override
    public Answer<Result> run(Payload payload, Run run) throws InterruptedException {
        var header = RequestHeaders.firstNotAllowed(payload.headersOrNone().keySet());
        if (header.isPresent()) {
            return Answer.permanent(
                    "header_not_allowed", "The header " + header.get() + " cannot be given: it is set by Penstock.");
        }
        var target = Target.parse(payload.url());
        return target.isPresent()
                ? follow(payload, Hop.first(payload, target.get()), run)
                : Answer.permanent("url_invalid", "The URL names no host that could be called.");
    }

    private Answer<Result> follow(Payload payload, Hop first, Run run) throws InterruptedException {
        var hop = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            switch (take(hop, payload, run)) {
                case Step.Answered answered -> {
                    return answered.answer();
                }
                case Step.Redirected redirected -> hop = redirected.next();
            }
        }
        return Answer.permanent(
                "too_many_redirects", "The call was redirected more than " + MOST_REDIRECTS + " times.");
    }

    private Step take(Hop hop, Payload payload, Run run) throws InterruptedException {
        var file = hop.file();
        if (file == null) {
            return take(hop, payload, run, null);
        }
        try (var opened = run.artifacts().open(file)) {
            return take(hop, payload, run, opened);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Step take(Hop hop, Payload payload, Run run, @Nullable Opened file) throws InterruptedException {
        return connections.call(
                hop,
                file,
                response -> step(hop, payload, run, response),
                unreached -> new Step.Answered(unreached.answer()));
    }

    private Step step(Hop hop, Payload payload, Run run, ClassicHttpResponse response) throws IOException {
        if (payload.expects(response.getCode())) {
            return new Step.Answered(new Done<>(payload.keepsResponse() ? kept(response, run) : result(response)));
        }
        var location = response.getFirstHeader("Location");
        if (location == null || !Hop.isRedirect(response.getCode())) {
            return new Step.Answered(unexpected(response));
        }
        return hop.redirected(response.getCode(), location.getValue())
                .<Step>map(Step.Redirected::new)
                .orElseGet(() -> new Step.Answered(Answer.permanent(
                        "redirect_invalid", "The call was redirected to something that is no http or https URL.")));
    }

    private Result result(ClassicHttpResponse response) throws IOException {
        var body = Body.read(response.getEntity(), maxBody);
        return new Result(response.getCode(), headers(response), body.text(), body.truncated());
    }

    /** However long it is, it is nowhere as a whole. */
    private static Result kept(ClassicHttpResponse response, Run run) throws IOException {
        var body = Body.whole(response.getEntity());
        var artifact = body == null ? null : run.artifacts().keep(RESPONSE, type(response), body);
        return new Result(response.getCode(), headers(response), null, false, artifact);
    }

    private static String type(ClassicHttpResponse response) {
        var type = response.getEntity().getContentType();
        return type != null && NewArtifact.isType(type) ? type.toLowerCase(Locale.ROOT) : NewArtifact.UNKNOWN_TYPE;
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        var headers = new TreeMap<String, List<String>>();
        for (var header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    private Answer<Result> unexpected(ClassicHttpResponse response) {
        int status = response.getCode();
        var failure = new Failure("http_status", "The status " + status + " is not one that is expected.");
        if (!mayPass(status)) {
            return new Answer.Permanent<>(failure);
        }
        // One that says how long speaks for all who call.
        var after = retryAfter.of(response);
        return new Retryable<>(failure, after, after != null && RetryAfter.isOverloaded(status));
    }

    private static boolean mayPass(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    private sealed interface Step {

        record Answered(Answer<Result> answer) implements Step {}

        record Redirected(Hop next) implements Step {}
    }
}
