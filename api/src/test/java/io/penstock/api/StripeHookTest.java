package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeHookTest {

    private static final String OLD = "whsec_old";
    private static final String NEW = "whsec_new";

    @AutoClose
    private static final TestApi API = TestApi.start(
            TestDatabase.fresh().url(),
            Map.of("penstock.hooks.stripe.secrets[0]", OLD, "penstock.hooks.stripe.secrets[1]", NEW));

    private final TestClient stripe = API.newTenant().with(null);
    private final String payment = "pi_" + UUID.randomUUID().toString().replace("-", "");

    private static String v1(Instant at, String body, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of()
                    .formatHex(mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(Instant at, String body, String secret) {
        return "t=" + at.getEpochSecond() + ",v0=00,v1=" + v1(at, body, secret);
    }

    private String event() {
        return event(UUID.randomUUID().toString());
    }

    private String event(String id) {
        return """
                {"id": "evt_%s", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {"id": "%s"}}}""".formatted(id, payment);
    }

    private Answer send(String body, String signature) {
        return stripe.send(stripe.request("/v1/hooks/stripe")
                .header("Content-Type", "application/json")
                .header("Stripe-Signature", signature)
                .POST(BodyPublishers.ofString(body)));
    }

    private JobId waiting() {
        var database = API.database();
        var worker = WorkerRows.in(database).alive();
        var id = JobRows.in(database).running().worker(worker).insert();
        try (var settlements = new Settlements(database.jdbi())) {
            settlements
                    .finish(TestClaim.of(id, 1, worker), new Outcome.Await("stripe:" + payment, Duration.ofHours(1)))
                    .join();
        }
        return id;
    }

    private static boolean isDue(JobId id) {
        return !Objects.requireNonNull(LiveRow.of(API.database(), id).dueAt()).isAfter(Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, NEW})
    void anEventWakesTheJobThatWaitsForItsPayment(String secret) {
        var id = waiting();
        assertThat(isDue(id)).isFalse();
        var body = event();

        assertThat(send(body, signed(Instant.now(), body, secret)).status()).isEqualTo(200);

        assertThat(isDue(id)).isTrue();
    }

    @Test
    void whatBelongsToThePaymentWakesItToo() {
        var id = waiting();
        var body = """
                {"id": "evt_%s", "type": "charge.updated", "data": {"object": {"id": "ch_1", "payment_intent": "%s"}}}""".formatted(UUID.randomUUID(), payment);

        assertThat(send(body, signed(Instant.now(), body, NEW)).status()).isEqualTo(200);

        assertThat(isDue(id)).isTrue();
    }

    @Test
    void theSameEventIsTakenOnce() {
        var body = event("one");
        assertThat(send(body, signed(Instant.now(), body, NEW)).status()).isEqualTo(200);
        API.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE subject SET told_at = told_at - interval '1 hour' WHERE name = ?",
                        "stripe:" + payment));
        var id = waiting();

        assertThat(send(body, signed(Instant.now(), body, NEW)).status()).isEqualTo(200);

        assertThat(isDue(id)).isFalse();
    }

    @Test
    void oneSignatureOfSeveralIsEnough() {
        var body = event();
        var at = Instant.now();
        var signature = signed(at, body, "whsec_of_others") + ",v1=" + v1(at, body, NEW);
        assertThat(send(body, signature).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotSignedWithASecretOfOursWakesNobody() {
        var id = waiting();
        var body = event();
        var others = body.replace("succeeded", "canceled");

        assertThat(send(body, signed(Instant.now(), body, "whsec_of_others")).text("/code"))
                .isEqualTo("signature_invalid");
        assertThat(send(others, signed(Instant.now(), body, NEW)).text("/code")).isEqualTo("signature_invalid");
        assertThat(isDue(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=zz"})
    void aSignatureThatIsNoneIsRefused(String signature) {
        assertThat(send(event(), signature).is(400).text("/code")).isEqualTo("signature_invalid");
    }

    @ParameterizedTest
    @ValueSource(ints = {-310, 310})
    void whatWasSignedLongAgoOrAheadIsRefused(int seconds) {
        var body = event();
        assertThat(send(body, signed(Instant.now().plusSeconds(seconds), body, NEW))
                        .is(400)
                        .text("/code"))
                .isEqualTo("signature_too_old");
        assertThat(send(body, signed(Instant.now().plusSeconds(seconds / 2), body, NEW))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not JSON", "[]", "{}", "{\"id\": 1}", "{\"id\": \"\"}"})
    void whatIsNoEventIsRefused(String body) {
        assertThat(send(body, signed(Instant.now(), body, NEW)).is(400).text("/code"))
                .isEqualTo("invalid_request");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        var body = "{\"id\": \"" + "x".repeat(1 << 20) + "\"}";
        assertThat(send(body, signed(Instant.now(), body, NEW)).is(413).text("/code"))
                .isEqualTo("too_large");
    }

    @Test
    void withoutASecretNothingIsTaken() {
        var body = event();
        var other = TestApi.shared().newTenant().with(null);
        var answer = other.send(other.request("/v1/hooks/stripe")
                .header("Stripe-Signature", signed(Instant.now(), body, NEW))
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.is(404).text("/code")).isEqualTo("hook_not_set_up");
    }
}
