package io.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifact.State;
import io.penstock.db.job.Uuid7;
import io.penstock.store.Store.Put;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(120)
class S3Test {

    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final Map<String, String> KEYS = Map.of("ACCESS", "an-access-key", "SECRET", "a-secret-key");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static MockS3 server;
    private static S3Client plain;

    private final ArtifactId id = new ArtifactId(Uuid7.next());

    @AutoClose
    private final S3 store = settings("penstock").open(KEYS);

    @BeforeAll
    static void start() throws Exception {
        server = MockS3.start();
        plain = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(URI.create(server.url()))
                .build();
        plain.createBucket(request -> request.bucket("penstock"));
    }

    @AfterAll
    static void stop() {
        plain.close();
        server.close();
    }

    private static S3Settings settings(String bucket) {
        return new S3Settings(bucket, server.url(), "us-east-1", true, "ACCESS", "SECRET");
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(4711).nextBytes(bytes);
        return bytes;
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static Content stored(Put put) {
        assertThat(put).isInstanceOf(Put.Stored.class);
        return ((Put.Stored) put).content();
    }

    private List<String> keys() {
        return plain
                .listObjectsV2(request -> request.bucket("penstock").prefix("artifacts/" + id.digits()))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private int halfUploads() {
        return plain.listMultipartUploads(request -> request.bucket("penstock"))
                .uploads()
                .size();
    }

    private byte[] read(Content content, long from, long length) throws IOException {
        try (var in = store.open(id, content.object(), from, length)) {
            return in.readAllBytes();
        }
    }

    private Artifact announced(@Nullable String sha256) {
        return new Artifact(
                id,
                1,
                "Grün.txt",
                "text/plain",
                State.UPLOADING,
                new Declared(5L, sha256),
                null,
                Instant.now(),
                Instant.now());
    }

    private static HttpResponse<String> put(SignedUpload upload, String content) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(upload.link().url())).PUT(BodyPublishers.ofString(content));
        upload.headers().forEach(request::setHeader);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void whatIsPutInIsMeasuredAndComesOutAgain() throws IOException {
        var content = stored(store.put(id, text("hello"), 5));
        assertThat(content.bytes()).isEqualTo(5);
        assertThat(content.sha256()).isEqualTo(HELLO);
        assertThat(read(content, 0, 5)).asString(UTF_8).isEqualTo("hello");
        assertThat(read(content, 1, 3)).asString(UTF_8).isEqualTo("ell");
        assertThat(read(content, 0, 0)).isEmpty();
    }

    @Test
    void aLongOneGoesInParts() throws IOException {
        var large = random((20 << 20) + 17);
        var content = stored(store.put(id, new ByteArrayInputStream(large), large.length));
        assertThat(content.bytes()).isEqualTo(large.length);
        assertThat(read(content, 0, large.length)).isEqualTo(large);
        assertThat(read(content, (8 << 20) - 5, 10)).isEqualTo(Arrays.copyOfRange(large, (8 << 20) - 5, (8 << 20) + 5));
        assertThat(keys()).hasSize(1);
        assertThat(halfUploads()).isZero();
    }

    @Test
    void exactlyOnePartIsNoTrouble() throws IOException {
        var one = random(8 << 20);
        assertThat(stored(store.put(id, new ByteArrayInputStream(one), one.length))
                        .bytes())
                .isEqualTo(one.length);
    }

    @Test
    void ofWhatIsTooLongNothingIsLeft() throws IOException {
        assertThat(store.put(id, text("hello!"), 5)).isEqualTo(new Put.TooLong());
        assertThat(store.put(id, new ByteArrayInputStream(random(20 << 20)), 17 << 20))
                .isEqualTo(new Put.TooLong());
        assertThat(keys()).isEmpty();
        assertThat(halfUploads()).isZero();
    }

    @Test
    void ofWhatBreaksOffNothingIsLeft() {
        var broken = new SequenceInputStream(new ByteArrayInputStream(random(9 << 20)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("hung up");
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                return read();
            }
        });
        assertThatThrownBy(() -> store.put(id, broken, 20 << 20))
                .isInstanceOf(IOException.class)
                .hasMessage("hung up");
        assertThat(keys()).isEmpty();
        assertThat(halfUploads()).isZero();
    }

    @Test
    void aReaderMayStopInTheMiddle() throws IOException {
        var content = stored(store.put(id, new ByteArrayInputStream(random(20 << 20)), 20 << 20));
        for (int i = 0; i < 5; i++) {
            try (var in = store.open(id, content.object(), 0, 20 << 20)) {
                assertThat(in.readNBytes(10)).hasSize(10);
            }
        }
        assertThat(read(content, 5, 5)).hasSize(5);
    }

    @Test
    void allOfAnArtifactGoes() throws IOException {
        var one = stored(store.put(id, text("one"), 5));
        stored(store.put(id, text("two"), 5));
        plain.createMultipartUpload(request -> request.bucket("penstock").key("artifacts/" + id.digits() + "/half"));
        store.delete(id, one.object());
        assertThat(keys()).hasSize(1);

        store.deleteAll(id);

        assertThat(keys()).isEmpty();
        assertThat(halfUploads()).isZero();
        store.delete(id, one.object());
        store.deleteAll(id);
        assertThatThrownBy(() -> store.open(id, one.object(), 0, 3)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aClientPutsItsFileThereByItself() throws Exception {
        var upload = store.signUpload(announced(HELLO), Duration.ofMinutes(5)).orElseThrow();
        assertThat(upload.link().expiresAt())
                .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(400));
        assertThat(upload.headers()).containsEntry("content-type", "text/plain").containsKey("x-amz-checksum-sha256");
        assertThat(store.take(id, 5)).isEmpty();

        assertThat(put(upload, "hello").statusCode()).isEqualTo(200);
        var content = stored(store.take(id, 5).orElseThrow());

        assertThat(content.sha256()).isEqualTo(HELLO);
        assertThat(content.bytes()).isEqualTo(5);
        assertThat(keys()).containsExactly("artifacts/" + id.digits() + "/" + content.object());
        assertThat(put(store.signUpload(announced(null), Duration.ofMinutes(5)).orElseThrow(), "hullo")
                        .statusCode())
                .isEqualTo(200);
        assertThat(read(content, 0, 5)).as("what was checked").asString(UTF_8).isEqualTo("hello");
    }

    @Test
    void whatAClientPutThereMayBeTooLong() throws Exception {
        put(store.signUpload(announced(null), Duration.ofMinutes(5)).orElseThrow(), "hello");
        assertThat(store.take(id, 4)).contains(new Put.TooLong());
        assertThat(keys()).isEmpty();
    }

    @Test
    void aLinkLetsAnybodyReadIt() throws Exception {
        var content = stored(store.put(id, text("hello"), 5));
        var link = store.signDownload(announced(null), content, Duration.ofMinutes(5))
                .orElseThrow();
        var answer = HTTP.send(HttpRequest.newBuilder(URI.create(link.url())).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename*=UTF-8''Gr%C3%BCn.txt");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    }

    @Test
    void aBucketThatIsNotThereIsNamedByItsError() {
        try (var nowhere = settings("no-such-bucket").open(KEYS)) {
            assertThat(Trial.of(nowhere).orElseThrow()).contains("NoSuchBucket (404)");
        }
        assertThat(Trial.of(store)).isEmpty();
    }

    @Test
    void aServiceThatDoesNotAnswerIsSaidSo() {
        var away = new S3Settings("penstock", "http://127.0.0.1:1", "us-east-1", true, "ACCESS", "SECRET");
        try (var nowhere = away.open(KEYS)) {
            assertThatThrownBy(() -> nowhere.put(id, text("a"), 1)).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void keysAreNamedAndNotShown() {
        assertThatThrownBy(() -> settings("penstock").open(Map.of("ACCESS", "a-key")))
                .hasMessageContaining("SECRET")
                .hasMessageNotContaining("a-key");
    }
}
