package io.penstock.sandbox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpFaultsTest {

    private static final String TEXT = "Message-ID: <7@mill.test>\r\n\r\nText";

    private final Sandbox sandbox = Sandbox.start(0);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void next(Fault fault) {
        sandbox.faults().next(Aim.at("smtp"), fault);
    }

    private String send(String to) {
        try (var caller = Caller.greeted(sandbox)) {
            return caller.send(to, TEXT);
        }
    }

    private static Fault refused(Reason reason) {
        return new Fault.Refused(Refusal.of(reason, "No."));
    }

    @Test
    void nobodyIsLetIn() {
        next(refused(Reason.OVERLOADED));
        try (var caller = new Caller(sandbox)) {
            assertThat(caller.hear()).startsWith("421 4.3.2 Sandbox: ");
            assertThat(caller.hear()).isEmpty();
        }
        assertThat(sandbox.journal().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.path()).isEqualTo("CONNECT"))
                .satisfies(entry -> assertThat(entry.status()).isEqualTo(421));
        assertThat(send("ada@mill.test")).startsWith("250 ");
    }

    @Test
    void aPasswordIsWrong() {
        next(refused(Reason.UNAUTHORIZED));
        try (var caller = Caller.greeted(sandbox)) {
            assertThat(caller.say("AUTH PLAIN AGEAYg==")).startsWith("535 5.7.8");
            assertThat(caller.say("AUTH PLAIN AGEAYg==")).startsWith("235 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT, 451 4.7.1",
        "SERVER_ERROR, 451 4.3.0",
        "CONFLICT, 450 4.2.1",
        "NOT_FOUND, 550 5.1.1",
        "TOO_LARGE, 552 5.3.4",
        "FORBIDDEN, 554 5.7.1",
        "INVALID_REQUEST, 554 5.6.0"
    })
    void aMailIsRefused(Reason reason, String answer) {
        next(refused(reason));

        assertThat(send("ada@mill.test")).startsWith(answer + " Sandbox: ");
        assertThat(sandbox.effects().all()).isEmpty();
        assertThat(sandbox.journal().entries().getLast().fault()).isEqualTo(reason.label());
        assertThat(send("ada@mill.test")).startsWith("250 ");
    }

    @Test
    void aFaultIsForTheMailWithItsMarker() {
        sandbox.faults().next(Aim.at("smtp").marked("bob@mill.test"), refused(Reason.RATE_LIMIT));
        sandbox.faults().next(Aim.at("smtp").marked("<8@mill.test>"), new Fault.Reset());

        assertThat(send("ada@mill.test")).startsWith("250 ");
        assertThat(send("bob@mill.test")).startsWith("451 ");
        assertThat(sandbox.faults().all()).hasSize(1);
    }

    @Test
    void aConnectionBreaksBeforeAMailIsTaken() {
        next(new Fault.Reset());

        assertThat(send("ada@mill.test")).isEmpty();
        assertThat(sandbox.effects().all()).isEmpty();
        assertThat(sandbox.journal().entries().getLast().status()).isNull();
    }

    @Test
    void aConnectionBreaksAfterAMailIsTaken() {
        next(new Fault.ResetAfter());

        assertThat(send("ada@mill.test")).isEmpty();
        assertThat(sandbox.effects().all()).hasSize(1);
        assertThat(sandbox.mails().all()).hasSize(1);
    }

    @Test
    void aMailIsTakenAndRefusedAllTheSame() {
        next(new Fault.RefusedAfter(Refusal.of(Reason.SERVER_ERROR, "Broken.")));

        assertThat(send("ada@mill.test")).startsWith("451 4.3.0");
        assertThat(sandbox.effects().all()).hasSize(1);
    }

    @Test
    void whoHangsIsHungUpOnAtTheEnd() {
        next(new Fault.Hang());
        var sent = CompletableFuture.supplyAsync(() -> send("ada@mill.test"));
        await().until(() -> !sandbox.journal().entries().isEmpty());

        assertThat(sent).isNotDone();
        sandbox.close();

        assertThat(sent.join()).isEmpty();
        assertThat(sandbox.effects().all()).isEmpty();
    }
}
