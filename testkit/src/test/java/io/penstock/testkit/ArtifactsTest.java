package io.penstock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.RetryPolicy.Backoff;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.job.Job;
import io.penstock.db.job.State;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.LeaseLost;
import io.penstock.worker.handler.Run;
import io.penstock.worker.http.HttpRequestHandler;
import io.penstock.worker.http.HttpSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that jobs refer to, and files that they make. */
@Timeout(60)
class ArtifactsTest {

    record Payload(@Nullable ArtifactId file) {}

    record Result(@Nullable ArtifactId file, @Nullable String said) {}

    private static final Kind<Payload, Result> KIND = new Kind<>(
            "test.artifacts",
            "Does what the test says.",
            Lane.HTTP,
            Payload.class,
            Result.class,
            new RetryPolicy(3, Backoff.FIXED, Duration.ofSeconds(10), Duration.ofSeconds(10), 0),
            Duration.ofMinutes(1));

    private interface Work {
        Answer<Result> run(Payload payload, Run run) throws Exception;
    }

    private volatile Work work = (payload, run) -> Answer.done(new Result(null, null));

    private final class Does implements Handler<Payload, Result> {
        @Override
        public Kind<Payload, Result> kind() {
            return KIND;
        }

        @Override
        public Answer<Result> run(Payload payload, Run run) throws Exception {
            return work.run(payload, run);
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server = listening();

    @SuppressWarnings("ArrayRecordComponent")
    record Seen(String path, String type, String length, byte[] body) {}

    private static final HttpSettings HTTP =
            new HttpSettings(Set.of("127.0.0.1"), 100, Duration.ofSeconds(5), Duration.ofSeconds(30));

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(new Does(), new HttpRequestHandler(HTTP, Clock.systemUTC()));

    private byte[] answer = "pong".getBytes(UTF_8);
    private boolean packed;

    private HttpServer listening() {
        try {
            var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", exchange -> {
                seen.add(new Seen(
                        exchange.getRequestURI().toString(),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")),
                        exchange.getRequestBody().readAllBytes()));
                if (exchange.getRequestURI().getPath().equals("/moved")) {
                    exchange.getResponseHeaders().set("Location", "/new");
                    exchange.sendResponseHeaders(307, -1);
                    exchange.close();
                    return;
                }
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
                if (packed) {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                }
                exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
                try (exchange) {
                    exchange.getResponseBody().write(answer);
                }
            });
            made.start();
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static ByteArrayInputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void aJobReadsWhatItsPayloadRefersTo() {
        var file = kit.upload("a.txt", "text/plain", "hello".getBytes(UTF_8));
        work = (payload, run) -> {
            try (var opened = run.artifacts().open(Objects.requireNonNull(payload.file()))) {
                var said = new String(opened.content().readAllBytes(), UTF_8);
                return Answer.done(new Result(
                        null, opened.name() + " " + opened.contentType() + " " + opened.bytes() + " " + said));
            }
        };
        var job = kit.run(KIND, new Payload(file));
        assertThat(kit.result(job.id(), KIND).said()).isEqualTo("a.txt text/plain 5 hello");
    }

    @Test
    void aFileThatIsGoneFailsTheJob() {
        work = (payload, run) -> {
            run.artifacts()
                    .open(ArtifactId.parse("art_0199e1d2c3b47a5e8f901234567890ab")
                            .orElseThrow());
            throw new AssertionError("It is not there");
        };
        var job = kit.run(KIND, new Payload(null));
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).code()).isEqualTo("artifact_gone");
    }

    @Test
    void whatAJobKeepsIsOneArtifactWhateverTheAttempts() {
        work = (payload, run) -> {
            run.artifacts().keep("report", "text/plain", text("attempt " + run.attempt()));
            return Answer.retryable("not_yet", "Not yet.");
        };
        var id = kit.submit(KIND, new Payload(null));
        kit.attempt(id);
        work = (payload, run) -> Answer.done(new Result(
                run.artifacts().keep("report", "text/csv", text("attempt " + run.attempt())),
                run.artifacts().keep("other", "a/b", text("other")).toString()));
        kit.attempt(id);

        var result = kit.result(id, KIND);
        var artifact = kit.artifact(Objects.requireNonNull(result.file())).orElseThrow();
        assertThat(artifact.name()).isEqualTo("report");
        assertThat(artifact.contentType()).isEqualTo("text/csv");
        assertThat(artifact.state()).isEqualTo(Artifact.State.READY);
        assertThat(new String(kit.content(artifact.id()), UTF_8)).isEqualTo("attempt 2");
        assertThat(result.said()).isNotEqualTo(artifact.id().toString());
        int made = kit.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM artifact WHERE made_by = :job")
                        .bind("job", id.uuid())
                        .mapTo(Integer.class)
                        .one());
        assertThat(made).isEqualTo(2);
    }

    @Test
    void anAttemptThatLostItsJobKeepsNothing() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var kept = new CompletableFuture<Throwable>();
        work = (payload, run) -> {
            begun.countDown();
            while (goOn.getCount() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    // It is told to stop, and does not.
                }
            }
            try {
                run.artifacts().keep("report", "text/plain", text("stale"));
                kept.complete(new AssertionError("It was kept"));
            } catch (RuntimeException e) {
                kept.complete(e);
                throw e;
            }
            return Answer.done(new Result(null, null));
        };
        var id = kit.submit(KIND, new Payload(null));
        kit.start(id);
        begun.await();
        kit.loseWorker();
        goOn.countDown();

        assertThat(kept.get()).isInstanceOf(LeaseLost.class);
    }

    private HttpRequest.Result call(HttpRequest.Payload payload) {
        Job job = kit.run(HttpRequest.KIND, payload);
        assertThat(job.state()).as(String.valueOf(job.failure())).isEqualTo(State.SUCCEEDED);
        return kit.result(job.id(), HttpRequest.KIND);
    }

    private HttpRequest.Payload sending(String path, ArtifactId file, @Nullable Map<String, String> headers) {
        return new HttpRequest.Payload("POST", url(path), headers, null, null, file, null);
    }

    private HttpRequest.Payload keeping(String path) {
        return new HttpRequest.Payload(null, url(path), null, null, null, null, true);
    }

    @Test
    void aCallSendsAnArtifactAsItsBody() {
        var content = new byte[300_000];
        new Random(4711).nextBytes(content);
        var file = kit.upload("a.bin", "application/x-thing", content);

        call(sending("/", file, null));
        call(sending("/", file, Map.of("Content-Type", "text/mine")));
        call(sending("/moved", file, null));

        assertThat(seen).extracting(Seen::path).containsExactly("/", "/", "/moved", "/new");
        assertThat(seen).allSatisfy(one -> {
            assertThat(one.body()).isEqualTo(content);
            assertThat(one.length()).isEqualTo("300000");
        });
        assertThat(seen).extracting(Seen::type).first().isEqualTo("application/x-thing");
        assertThat(seen.get(1).type()).isEqualTo("text/mine");
        assertThat(seen.getLast().type()).isEqualTo("application/x-thing");
    }

    @Test
    void aResponseIsKeptHoweverLongItIs() {
        answer = new byte[300_000];
        new Random(4711).nextBytes(answer);

        var result = call(keeping("/"));

        assertThat(result.status()).isEqualTo(200);
        assertThat(result.body()).isNull();
        assertThat(result.truncated()).isFalse();
        var artifact = kit.artifact(Objects.requireNonNull(result.artifact())).orElseThrow();
        assertThat(artifact.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(kit.content(artifact.id())).isEqualTo(answer);
    }

    @Test
    void aPackedResponseIsKeptUnpacked() throws IOException {
        var packing = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packing)) {
            out.write("pong".repeat(1000).getBytes(UTF_8));
        }
        answer = packing.toByteArray();
        packed = true;

        assertThat(new String(
                        kit.content(Objects.requireNonNull(call(keeping("/")).artifact())), UTF_8))
                .isEqualTo("pong".repeat(1000));
    }

    @Test
    void aResponseWithoutABodyIsNoArtifact() {
        answer = new byte[0];
        assertThat(call(keeping("/")).artifact()).isNull();
    }
}
