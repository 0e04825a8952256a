package io.penstock.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.penstock.catalog.http.HttpRequest.Payload;
import io.penstock.catalog.http.HttpRequest.Result;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import io.penstock.guard.Names;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestHandlerTest {

    private static final int MAX_BODY = 1000;
    private static final Run RUN = new FirstAttempt(JobId.next());

    private final Names names = new Names();
    private final Origin origin = new Origin();
    private final Origin other = new Origin();

    @AfterEach
    void close() {
        origin.close();
        other.close();
    }

    @Test
    void aCallKeepsStatusHeadersAndBody() throws Exception {
        origin.on("/x", exchange -> {
            exchange.getResponseHeaders().add("X-Twice", "1");
            exchange.getResponseHeaders().add("X-Twice", "2");
            Origin.text(201, "grün").handle(exchange);
        });

        var result = done(run(new Payload(
                "PUT", origin.url("/x?y=z"), Map.of("X-Mine", "a", "Content-Type", "text/plain"), "weiß", null)));

        assertThat(result.status()).isEqualTo(201);
        assertThat(result.headers()).containsEntry("x-twice", List.of("1", "2")).containsKey("date");
        assertThat(result.body()).isEqualTo("grün");
        assertThat(result.truncated()).isFalse();
        var seen = origin.seen().getFirst();
        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.path()).isEqualTo("/x?y=z");
        assertThat(seen.body()).isEqualTo("weiß");
        assertThat(seen.headers().getFirst("X-Mine")).isEqualTo("a");
        assertThat(seen.headers().get("Content-Type")).containsExactly("text/plain");
        assertThat(seen.headers().get("Host")).containsExactly("127.0.0.1:" + origin.port());
        assertThat(seen.headers().get("User-Agent")).containsExactly("Penstock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void everyMethodIsSent(String method) throws Exception {
        origin.on("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });

        var result = done(run(new Payload(method, origin.url("/"), null, null, null)));

        assertThat(origin.seen()).extracting(Origin.Seen::method).containsExactly(method);
        assertThat(result.body()).isNull();
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void aStatusThatIsExpectedIsASuccess() throws Exception {
        origin.on("/", Origin.text(404, "nothing"));

        assertThat(done(run(expecting(origin.url("/"), 404))).body()).isEqualTo("nothing");
    }

    @Test
    void aRedirectThatIsExpectedIsNotFollowed() throws Exception {
        origin.redirect("/", 302, "/elsewhere");

        assertThat(done(run(expecting(origin.url("/"), 302))).headers())
                .containsEntry("location", List.of("/elsewhere"));
        assertThat(origin.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void aStatusThatMayPassIsRetryable(int status) throws Exception {
        origin.on("/", Origin.text(status, "secret"));

        assertThat(run(get(origin.url("/"))))
                .isEqualTo(Answer.retryable("http_status", "The status " + status + " is not one that is expected."));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 304, 400, 401, 403, 404, 407, 409, 410, 422, 451})
    void anyOtherStatusIsPermanent(int status) throws Exception {
        origin.on("/", Origin.text(status, status == 304 ? "" : "secret"));

        assertThat(run(get(origin.url("/"))))
                .isEqualTo(Answer.permanent("http_status", "The status " + status + " is not one that is expected."));
    }

    @ParameterizedTest
    @CsvSource({"429, true", "503, true", "500, false"})
    void theWishOfTheOtherSideIsTheLeastDelay(int status, boolean ofAll) throws Exception {
        origin.on("/", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "120");
            Origin.text(status, "").handle(exchange);
        });

        assertThat(run(get(origin.url("/")))).isInstanceOfSatisfying(Answer.Retryable.class, retryable -> {
            assertThat(retryable.after()).isEqualTo(Duration.ofMinutes(2));
            assertThat(retryable.overloaded()).isEqualTo(ofAll);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "Content-Length",
                "TRANSFER-ENCODING",
                "Connection",
                "Keep-Alive",
                "Upgrade",
                "Expect",
                "TE",
                "Trailer",
                "Proxy-Authorization",
                "proxy-connection",
                "HTTP2-Settings"
            })
    void aHeaderThatBreaksFramingOrSpoofsIsRefusedBeforeAnythingIsSent(String header) throws Exception {
        var answer = run(new Payload(null, origin.url("/"), Map.of(header, "x"), null, null));

        assertThat(failure(answer).code()).isEqualTo("header_not_allowed");
        assertThat(failure(answer).message()).contains(header);
        assertThat(answer).isInstanceOf(Answer.Permanent.class);
        assertThat(names.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localtest.test/",
                "http://10.0.0.1/",
                "http://169.254.169.254/latest/meta-data",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://2130706433/",
                "https://192.168.1.1/"
            })
    void anAddressInsideIsRefused(String url) throws Exception {
        names.answer("localtest.test", "127.0.0.1");

        var answer = run(get(url));

        assertThat(answer).isInstanceOf(Answer.Permanent.class);
        assertThat(failure(answer).code()).isEqualTo("address_not_allowed");
        assertThat(failure(answer).message())
                .endsWith("is not at a public address. The operator can allow this host with penstock.http.allow.");
    }

    @Test
    void aConnectionGoesToTheAddressThatWasJudged() throws Exception {
        origin.on("/", Origin.text(200, "here"));
        names.answer("pinned.test", "127.0.0.1").answer("pinned.test", "203.0.113.1");

        assertThat(done(run(get(origin.url("pinned.test", "/")), "pinned.test")).body())
                .isEqualTo("here");
        assertThat(names.asked()).containsExactly("pinned.test");
        assertThat(origin.seen().getFirst().headers().getFirst("Host")).isEqualTo("pinned.test:" + origin.port());
    }

    @Test
    void everyCallIsJudgedAnew() throws Exception {
        origin.on("/", Origin.text(200, "here"));
        names.answer("pinned.test", "127.0.0.1");
        var handler = handler("pinned.test");

        done(handler.run(get(origin.url("pinned.test", "/")), RUN));

        assertThat(failure(handler.run(get(origin.url("pinned.test", "/")), RUN))
                        .code())
                .isEqualTo("unknown_host");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectToAnAddressInsideIsRefused(int status) throws Exception {
        other.on("/", Origin.text(200, "inside"));
        names.answer("inside.test", "127.0.0.1");
        origin.redirect("/", status, other.url("inside.test", "/"));

        assertThat(failure(run(get(origin.url("/")))).code()).isEqualTo("address_not_allowed");
        assertThat(other.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.test/", "file:///etc/passwd", "http://user:secret@127.0.0.1/", "http://[/"})
    void aRedirectToWhatCannotBeCalledIsPermanent(String location) throws Exception {
        origin.redirect("/", 302, location);

        assertThat(run(get(origin.url("/"))))
                .isEqualTo(Answer.permanent(
                        "redirect_invalid", "The call was redirected to something that is no http or https URL."));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 301, GET",
        "POST, 302, GET",
        "POST, 303, GET",
        "POST, 307, POST",
        "POST, 308, POST",
        "PUT, 301, PUT",
        "PUT, 303, GET",
        "HEAD, 303, HEAD"
    })
    void aRedirectChangesTheMethodAsIsCommon(String method, int status, String next) throws Exception {
        origin.redirect("/from", status, "/to").on("/to", Origin.text(200, ""));
        var body = method.equals("HEAD") ? null : "body";

        done(run(new Payload(method, origin.url("/from"), Map.of("Content-Type", "a/b", "X-Mine", "c"), body, null)));

        var seen = origin.seen().getLast();
        assertThat(seen.method()).isEqualTo(next);
        assertThat(seen.body()).isEqualTo(next.equals(method) && body != null ? "body" : "");
        assertThat(seen.headers().containsKey("Content-Type")).isEqualTo(next.equals(method) && body != null);
        assertThat(seen.headers().getFirst("X-Mine")).isEqualTo("c");
    }

    @Test
    void fiveRedirectsAreFollowed() throws Exception {
        chain(5);

        assertThat(done(run(get(origin.url("/0")))).body()).isEqualTo("end");
    }

    @Test
    void aSixthRedirectIsNotFollowed() throws Exception {
        chain(6);

        assertThat(run(get(origin.url("/0"))))
                .isEqualTo(Answer.permanent("too_many_redirects", "The call was redirected more than 5 times."));
        assertThat(origin.seen()).hasSize(6);
    }

    @Test
    void whatTheSenderGaveStaysWithTheFirstHost() throws Exception {
        names.answer("elsewhere.test", "127.0.0.1");
        origin.redirect("/", 307, origin.url("elsewhere.test", "/to")).on("/to", Origin.text(200, ""));

        done(run(withSecrets(origin.url("/")), "127.0.0.1", "elsewhere.test"));

        assertNoSecrets(origin.seen().getLast());
    }

    @Test
    void whatTheSenderGaveStaysWithTheFirstPort() throws Exception {
        origin.redirect("/", 307, other.url("/"));
        other.on("/", Origin.text(200, ""));

        done(run(withSecrets(origin.url("/"))));

        assertNoSecrets(other.seen().getLast());
    }

    @Test
    void aWayBackDoesNotBringTheSecretsBack() throws Exception {
        origin.redirect("/from", 307, other.url("/")).on("/back", Origin.text(200, ""));
        other.redirect("/", 307, origin.url("/back"));

        done(run(withSecrets(origin.url("/from"))));

        assertNoSecrets(origin.seen().getLast());
    }

    @Test
    void aCookieIsNotKeptForTheNextHop() throws Exception {
        origin.on("/from", exchange -> {
                    exchange.getResponseHeaders().set("Set-Cookie", "a=b; Path=/");
                    exchange.getResponseHeaders().set("Location", "/to");
                    Origin.text(302, "").handle(exchange);
                })
                .on("/to", Origin.text(200, ""));

        done(run(get(origin.url("/from"))));

        assertThat(origin.seen().getLast().headers().containsKey("Cookie")).isFalse();
    }

    @Test
    void aBodyOfExactlyTheLimitIsWhole() throws Exception {
        origin.on("/", Origin.text(200, "x".repeat(MAX_BODY)));

        var result = done(run(get(origin.url("/"))));

        assertThat(result.body()).hasSize(MAX_BODY);
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void aLongerBodyIsCut() throws Exception {
        origin.on("/", Origin.text(200, "x".repeat(MAX_BODY + 1)));

        var result = done(run(get(origin.url("/"))));

        assertThat(result.body()).hasSize(MAX_BODY);
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void aCutThroughACharacterLeavesItOut() throws Exception {
        origin.on("/", Origin.text(200, "x" + "ü".repeat(MAX_BODY)));

        assertThat(done(run(get(origin.url("/")))).body()).isEqualTo("x" + "ü".repeat(MAX_BODY / 2 - 1));
    }

    @Test
    void aBodyThatNeverEndsIsCutAsWell() throws Exception {
        origin.on("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange;
                    var out = exchange.getResponseBody()) {
                // ends when the other side hangs up
                while (true) {
                    out.write(new byte[MAX_BODY]);
                }
            }
        });

        assertThat(done(run(get(origin.url("/")))).truncated()).isTrue();
    }

    @Test
    void aBodyThatNeverEndsIsNotWaitedForWhenItsStatusIsUnexpected() throws Exception {
        var hungUp = new CountDownLatch(1);
        origin.on("/", exchange -> {
            exchange.sendResponseHeaders(500, 0);
            try (exchange;
                    var out = exchange.getResponseBody()) {
                while (true) {
                    out.write(new byte[MAX_BODY]);
                }
            } finally {
                hungUp.countDown();
            }
        });

        assertThat(failure(run(get(origin.url("/")))).code()).isEqualTo("http_status");
        hungUp.await();
    }

    @Test
    void theCharsetOfTheResponseCounts() throws Exception {
        origin.on(
                "/",
                Origin.bytes("text/plain; charset=ISO-8859-1", "identity", "é".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(done(run(get(origin.url("/")))).body()).isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain; charset=nonsense",
                "text/plain; charset=\"?!\"",
                "text/plain; charset=",
                ";",
                "x"
            })
    void withoutAKnownCharsetABodyIsUtf8(String type) throws Exception {
        origin.on("/", Origin.bytes(type, "identity", "é".getBytes(StandardCharsets.UTF_8)));

        assertThat(done(run(get(origin.url("/")))).body()).isEqualTo("é");
    }

    @Test
    void bytesThatAreNoTextAreReplaced() throws Exception {
        origin.on("/", Origin.bytes("image/png", "identity", new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}));

        assertThat(done(run(get(origin.url("/")))).body()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
    void aCompressedBodyIsUnpacked(String encoding) throws Exception {
        origin.on("/", Origin.bytes("text/plain", encoding, gzip("packed".getBytes(StandardCharsets.UTF_8))));

        var result = done(run(get(origin.url("/"))));

        assertThat(result.body()).isEqualTo("packed");
        assertThat(origin.seen().getFirst().headers().get("Accept-Encoding")).containsExactly("gzip");
    }

    @Test
    void aGzipBombIsCutAtTheLimit() throws Exception {
        origin.on("/", Origin.bytes("text/plain", "gzip", gzip(new byte[50_000_000])));

        var result = done(run(get(origin.url("/"))));

        assertThat(result.body()).hasSize(MAX_BODY);
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void membersWithoutContentDoNotExhaustTheStack() throws Exception {
        var empty = gzip(new byte[0]);
        var many = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            many.write(empty);
        }
        origin.on("/", Origin.bytes("text/plain", "gzip", many.toByteArray()));

        assertThat(failure(run(get(origin.url("/")))).code()).isEqualTo("io_error");
    }

    @Test
    void aCompressedBodyOfSeveralMembersIsWhole() throws Exception {
        var two = new ByteArrayOutputStream();
        two.write(gzip("one ".getBytes(StandardCharsets.UTF_8)));
        two.write(gzip("two".getBytes(StandardCharsets.UTF_8)));
        origin.on("/", Origin.bytes("text/plain", "gzip", two.toByteArray()));

        assertThat(done(run(get(origin.url("/")))).body()).isEqualTo("one two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "unheard-of"})
    void aBodyInAnotherEncodingIsLeftOut(String encoding) throws Exception {
        origin.on("/", Origin.bytes("text/plain", encoding, new byte[] {1, 2, 3}));

        var result = done(run(get(origin.url("/"))));

        assertThat(result.body()).isNull();
        assertThat(result.truncated()).isTrue();
        assertThat(result.headers()).containsEntry("content-encoding", List.of(encoding));
    }

    @Test
    void aBrokenCompressedBodyIsRetryable() throws Exception {
        origin.on("/", Origin.bytes("text/plain", "gzip", "not gzip".getBytes(StandardCharsets.UTF_8)));

        assertThat(run(get(origin.url("/"))))
                .isEqualTo(Answer.retryable("io_error", "The call to 127.0.0.1 failed: ZipException."));
    }

    @Test
    void anEmptyBodyThatCallsItselfCompressedIsNone() throws Exception {
        origin.on("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            Origin.text(200, "").handle(exchange);
        });

        assertThat(done(run(get(origin.url("/")))).body()).isNull();
    }

    @Test
    void headersWithoutEndAreNotCollected() throws Exception {
        origin.on("/", exchange -> {
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseHeaders().set("X-" + i, "x");
            }
            Origin.text(200, "").handle(exchange);
        });

        assertThat(failure(run(get(origin.url("/")))).code()).isEqualTo("io_error");
    }

    @Test
    void anUnknownHostIsRetryableAndOnlyTheHostIsNamed() throws Exception {
        assertThat(run(get("http://nowhere.test/secret?token=secret")))
                .isEqualTo(Answer.retryable("unknown_host", "No address of nowhere.test was found."));
    }

    @Test
    void aRefusedConnectionIsRetryableAndOnlyTheHostIsNamed() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThat(run(get("http://127.0.0.1:" + port + "/secret?token=secret")))
                .isEqualTo(Answer.retryable("io_error", "The call to 127.0.0.1 failed: HttpHostConnectException."));
    }

    @Test
    void aConnectionThatBreaksIsTriedOnce() throws Exception {
        origin.on("/", HttpExchange::close);

        assertThat(failure(run(get(origin.url("/")))).code()).isEqualTo("io_error");
        assertThat(origin.seen()).hasSize(1);
    }

    @Test
    void aServerThatStaysSilentIsGivenUp() throws Exception {
        var silence = new CountDownLatch(1);
        origin.on("/", exchange -> await(silence));
        var impatient = new HttpRequestHandler(
                new HttpSettings(Set.of("127.0.0.1"), MAX_BODY, Duration.ofSeconds(5), Duration.ofMillis(1)),
                Clock.systemUTC(),
                names);

        assertThat(impatient.run(get(origin.url("/")), RUN))
                .isEqualTo(Answer.retryable("io_error", "The call to 127.0.0.1 failed: SocketTimeoutException."));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotAccepted(@TempDir Path directory) throws Exception {
        try (var selfSigned = Origin.selfSigned(directory)) {
            selfSigned.on("/", Origin.text(200, ""));

            assertThat(run(get("https://127.0.0.1:" + selfSigned.port() + "/")))
                    .isEqualTo(Answer.retryable("io_error", "The call to 127.0.0.1 failed: SSLHandshakeException."));
            assertThat(selfSigned.seen()).isEmpty();
        }
    }

    @Test
    void aUrlWithoutAHostIsPermanent() throws Exception {
        assertThat(run(get("http://a.test:99999/secret")))
                .isEqualTo(Answer.permanent("url_invalid", "The URL names no host that could be called."));
    }

    @Test
    void anInterruptEndsTheWaitForAResponse() throws Exception {
        var arrived = new CountDownLatch(1);
        origin.on("/", exchange -> {
            arrived.countDown();
            await(new CountDownLatch(1));
        });

        assertInterruptEnds(get(origin.url("/")), handler("127.0.0.1"), arrived);
    }

    @Test
    void anInterruptEndsTheReadOfABody() throws Exception {
        var arrived = new CountDownLatch(1);
        origin.on("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            arrived.countDown();
            await(new CountDownLatch(1));
        });

        assertInterruptEnds(get(origin.url("/")), handler("127.0.0.1"), arrived);
    }

    @Test
    void anInterruptEndsALookUp() throws Exception {
        var arrived = new CountDownLatch(1);
        var handler = new HttpRequestHandler(settings("127.0.0.1"), Clock.systemUTC(), host -> {
            arrived.countDown();
            return Names.never(host);
        });

        assertInterruptEnds(get("http://slow.test/"), handler, arrived);
    }

    private static void assertInterruptEnds(Payload payload, HttpRequestHandler handler, CountDownLatch arrived)
            throws InterruptedException {
        var end = new CompletableFuture<Object>();
        var thread = Thread.startVirtualThread(() -> {
            try {
                end.complete(handler.run(payload, RUN));
            } catch (InterruptedException e) {
                end.complete(e);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        arrived.await();
        thread.interrupt();

        assertThat(end.join()).isInstanceOf(InterruptedException.class);
    }

    private void chain(int redirects) {
        for (int i = 0; i < redirects; i++) {
            origin.redirect("/" + i, 302, "/" + (i + 1));
        }
        origin.on("/" + redirects, Origin.text(200, "end"));
    }

    private static Payload withSecrets(String url) {
        return new Payload(
                "POST",
                url,
                Map.of(
                        "Authorization", "Bearer secret",
                        "Cookie", "secret",
                        "X-Api-Key", "secret",
                        "User-Agent", "secret",
                        "Content-Type", "a/b"),
                "body",
                null);
    }

    private static void assertNoSecrets(Origin.Seen seen) {
        assertThat(seen.body()).isEqualTo("body");
        assertThat(seen.headers().keySet())
                .containsExactlyInAnyOrder(
                        "Accept-encoding", "Connection", "Content-length", "Content-type", "Host", "User-agent");
        assertThat(seen.headers().values()).doesNotContain(List.of("secret"));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Payload get(String url) {
        return new Payload(null, url, null, null, null);
    }

    private static Payload expecting(String url, Integer... statuses) {
        return new Payload(null, url, null, null, List.of(statuses));
    }

    private Answer<Result> run(Payload payload) throws InterruptedException {
        return run(payload, "127.0.0.1");
    }

    private Answer<Result> run(Payload payload, String... allow) throws InterruptedException {
        return handler(allow).run(payload, RUN);
    }

    private HttpRequestHandler handler(String... allow) {
        return new HttpRequestHandler(settings(allow), Clock.systemUTC(), names);
    }

    private static HttpSettings settings(String... allow) {
        return new HttpSettings(Set.of(allow), MAX_BODY, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private static Result done(Answer<Result> answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done<Result>) answer).result();
    }

    private static Failure failure(Answer<Result> answer) {
        return switch (answer) {
            case Answer.Retryable<Result> retryable -> retryable.failure();
            case Answer.Permanent<Result> permanent -> permanent.failure();
            case Answer.Done<Result> done -> throw new AssertionError("It worked");
            case Answer.Awaiting<Result> awaiting -> throw new AssertionError("It waits");
        };
    }
}
