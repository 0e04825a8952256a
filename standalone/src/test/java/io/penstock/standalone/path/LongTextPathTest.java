package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.standalone.role.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Payloads and results that are too long for their job's row, over HTTP and through real servers. */
class LongTextPathTest {

    private static final AtomicLong RECEIVED = new AtomicLong();

    private static HttpServer server;
    private static Installation installation;
    private static ApiClient client;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            RECEIVED.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        installation = new Installation();
        client = installation.client(
                installation.start(List.of(Role.values()), Map.of("penstock.http.allow", "127.0.0.1")));
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
        server.stop(0);
    }

    @Test
    void aLongPayloadGoesAllTheWay() {
        var id = client.submit("""
                {"kind": "http.request", "payload": {"method": "POST", "url": "http://127.0.0.1:%d/", "body": "%s"}}""".formatted(server.getAddress().getPort(), "x".repeat(5 << 20)));

        client.await(id, "succeeded");

        assertThat(RECEIVED).hasValue(5 << 20);
        assertThat(client.result(id).get("status").asInt()).isEqualTo(204);
        assertThat(installation.count("SELECT count(*) FROM job WHERE payload IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void aLongResultComesBack() {
        var id = client.probe("{\"return_bytes\": 300000}");

        client.await(id, "succeeded");

        assertThat(client.result(id).get("filling").asString()).isEqualTo("x".repeat(300_000));
        assertThat(installation.count("SELECT count(*) FROM result_aside")).isEqualTo(1);
    }

    @Test
    void aResultThatIsTooLargeEndsTheJob() {
        var id = client.probe("{\"return_bytes\": 67108864}");

        var job = client.await(id, "failed");

        assertThat(job.get("attempt").asInt()).isEqualTo(1);
        assertThat(job.get("error").get("code").asString()).isEqualTo("result_too_large");
    }
}
