package io.penstock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.penstock.benchmark.SourceJars.SourceJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceJarsTest {

    private static final byte[] CONTENT = "a jar".getBytes(StandardCharsets.UTF_8);

    private final List<String> asked = new ArrayList<>();

    @TempDir
    Path folder;

    private HttpServer repository;

    @BeforeEach
    void start() throws IOException {
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/maven2/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, CONTENT.length);
            try (var body = exchange.getResponseBody()) {
                body.write(CONTENT);
            }
        });
        repository.start();
    }

    @AfterEach
    void stop() {
        repository.stop(0);
    }

    private SourceJars jars(String path) {
        return new SourceJars("http://127.0.0.1:" + repository.getAddress().getPort() + path, folder.resolve("cache"));
    }

    @Test
    void aJarIsFetchedOnce() throws Exception {
        var jar = SourceJar.of("org.mill:mill-wheel:1.2 " + SourceJars.sha1(CONTENT));
        for (int time = 0; time < 2; time++) {
            assertThat(jars("/maven2/").fetch(List.of(jar)).resolve("mill-wheel-1.2-sources.jar"))
                    .hasBinaryContent(CONTENT);
        }
        assertThat(asked).containsExactly("/maven2/org/mill/mill-wheel/1.2/mill-wheel-1.2-sources.jar");
    }

    @Test
    void anotherJarThanThatOfTheListIsRefused() {
        var jar =
                SourceJar.of("org.mill:mill-wheel:1.2 " + SourceJars.sha1("another".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> jars("/maven2").fetch(List.of(jar)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has the SHA-1 " + SourceJars.sha1(CONTENT));
        assertThat(folder.resolve("cache/mill-wheel-1.2-sources.jar")).doesNotExist();
    }

    @Test
    void aJarThatIsNotThereIsNotTakenFromElsewhere() {
        var jar = SourceJar.of("org.mill:mill-wheel:1.2 " + SourceJars.sha1(CONTENT));
        assertThatThrownBy(() -> jars("/elsewhere").fetch(List.of(jar))).hasMessageEndingWith("answered 404");
    }

    @Test
    void theListHasChecksums() throws IOException {
        assertThat(SourceJars.usual())
                .hasSizeGreaterThan(10)
                .allSatisfy(jar -> assertThat(jar.sha1()).matches("[0-9a-f]{40}"));
    }
}
