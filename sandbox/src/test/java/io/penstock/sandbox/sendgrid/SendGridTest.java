package io.penstock.sandbox.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import io.penstock.sandbox.effect.Effect;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.limit.Terms;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendGridTest {

    private final SetClock clock = new SetClock();
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(clock));
    private final Writer writer = new Writer(sandbox);

    @AfterEach
    void close() {
        writer.close();
        sandbox.close();
    }

    @Test
    void aMailIsTakenAndWrittenDownForEachRecipient() {
        var mail = Writer.mail("ada@mill.test", "bob@mill.test");
        Writer.changed(mail, "/personalizations/0/bcc", "[{\"email\": \"eve@mill.test\"}]");
        Writer.changed(mail, "/custom_args", "{\"penstock_effect\": \"7:mail\", \"penstock_job\": \"7\"}");
        var taken = writer.send(mail);

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.body()).isEmpty();
        assertThat(Writer.id(taken)).isNotEmpty();
        assertThat(taken.headers().firstValue("penstock-sandbox")).contains("true");
        assertThat(sandbox.effects().all()).extracting(Effect::deed).allSatisfy(deed -> {
            assertThat(deed.provider()).isEqualTo("sendgrid");
            assertThat(deed.kind()).isEqualTo("mail");
            assertThat(deed.object()).isEqualTo("1");
            assertThat(deed.idempotencyKey()).isEqualTo("7:mail");
            assertThat(deed.job()).isEqualTo("7");
        });
        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().recipient())
                .containsExactly("ada@mill.test", "bob@mill.test", "eve@mill.test");
        assertThat(sandbox.effects().summary().twice()).isEmpty();

        writer.send(mail);
        assertThat(sandbox.effects().summary().twice()).hasSize(3);
        assertThat(writer.asker().get("/_sandbox/effects/summary").body())
                .contains(
                        "{\"provider\":\"sendgrid\",\"kind\":\"mail\",\"name\":\"7:mail\",\"recipient\":\"bob@mill.test\",\"times\":2}");
    }

    @Test
    void aMailIsNamedByItsHeaderOrItsId() {
        var mail = Writer.changed(Writer.mail("ada@mill.test"), "/headers", "{\"message-id\": \"<7@mill.test>\"}");
        writer.send(mail);
        var other = writer.sendTo("ada@mill.test");

        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().idempotencyKey())
                .containsExactly("<7@mill.test>", Writer.id(other));
    }

    @Test
    void whatIsOnlyTriedIsNotSent() {
        var trial = Writer.changed(
                Writer.mail("ada@mill.test"), "/mail_settings", "{\"sandbox_mode\": {\"enable\": true}}");
        sandbox.faults().next(Aim.at("sendgrid"), new Fault.ResetAfter());

        assertThat(writer.send(trial).statusCode()).isEqualTo(200);
        assertThat(sandbox.mails().all()).isEmpty();
        assertThat(sandbox.effects().all()).isEmpty();
    }

    @Test
    void aKeyHasScopes() {
        var scopes = writer.asker().get("/sendgrid/v3/scopes");

        assertThat(scopes.statusCode()).isEqualTo(200);
        assertThat(Asker.json(scopes).at("/scopes/0").asString("")).isEqualTo("mail.send");
    }

    @Test
    void whoHasNoneLeftComesAgain() {
        sandbox.limits().set("sendgrid", null, Terms.OPEN.requests(2));

        var first = writer.sendTo("ada@mill.test");
        assertThat(first.headers().firstValue("x-ratelimit-limit")).contains("2");
        assertThat(first.headers().firstValue("x-ratelimit-remaining")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-reset")).contains("1896076830");
        writer.sendTo("ada@mill.test");
        var refused = writer.sendTo("ada@mill.test");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("x-ratelimit-remaining")).contains("0");
        assertThat(refused.headers().firstValue("retry-after")).contains("30");
        assertThat(Writer.problem(refused, "message")).isNotEmpty();
        clock.pass(Duration.ofSeconds(30));
        assertThat(writer.sendTo("ada@mill.test").statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT, 429", "UNAUTHORIZED, 401", "MONEY_STOP, 401", "FORBIDDEN, 403", "TOO_LARGE, 413",
        "SERVER_ERROR, 500", "OVERLOADED, 503", "TIMEOUT, 504", "INVALID_REQUEST, 400", "NOT_FOUND, 404"
    })
    void whatGoesWrongIsSaidAsSendGridSaysIt(Reason reason, int status) {
        sandbox.faults().next(Aim.at("sendgrid").marked("ada@mill.test"), new Fault.Refused(Refusal.of(reason, "No.")));

        assertThat(writer.sendTo("bob@mill.test").statusCode()).isEqualTo(202);
        var refused = writer.sendTo("ada@mill.test");

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(Writer.problem(refused, "message")).startsWith("Sandbox: ");
        assertThat(sandbox.effects().all()).hasSize(1);
        assertThat(sandbox.journal().entries().getLast().fault()).isEqualTo(reason.label());
    }

    @Test
    void whenToComeAgainIsSaidTwice() {
        sandbox.faults().next(new Fault.Refused(Refusal.limited("requests", Duration.ofMillis(2_500))));

        var refused = writer.sendTo("ada@mill.test");

        assertThat(refused.headers().firstValue("retry-after")).contains("3");
        assertThat(refused.headers().firstValue("x-ratelimit-reset")).contains("1896076803");
    }

    @Test
    void anAnswerIsLostBeforeOrAfterTheMailIsSent() {
        sandbox.faults().next(new Fault.Reset());
        assertThatThrownBy(() -> writer.sendTo("ada@mill.test")).hasCauseInstanceOf(IOException.class);
        assertThat(sandbox.effects().all()).isEmpty();

        sandbox.faults().next(new Fault.ResetAfter());
        assertThatThrownBy(() -> writer.sendTo("ada@mill.test")).hasCauseInstanceOf(IOException.class);
        assertThat(sandbox.effects().all()).hasSize(1);

        sandbox.faults().next(new Fault.RefusedAfter(Refusal.of(Reason.SERVER_ERROR, "Broken.")));
        assertThat(writer.sendTo("ada@mill.test").statusCode()).isEqualTo(500);
        assertThat(sandbox.effects().all()).hasSize(2);
    }

    @Test
    void whatFollowsMailsDoesNotStrikeAQuestion() {
        sandbox.faults().next(new Fault.ResetAfter());

        assertThat(writer.asker().get("/sendgrid/v3/scopes").statusCode()).isEqualTo(200);
        assertThat(sandbox.faults().all()).hasSize(1);
    }
}
