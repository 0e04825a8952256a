package io.penstock.testkit;

import io.penstock.catalog.email.Template;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.link.LinkSecret;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Addition;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.submission.Submissions;
import io.penstock.db.template.Templates;
import io.penstock.sandbox.Sandbox;
import io.penstock.worker.email.Emails;
import io.penstock.worker.email.MailSettings;
import io.penstock.worker.email.MailSettings.Carrier;
import io.penstock.worker.email.MailSettings.Tls;
import io.penstock.worker.handler.Handler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** The kinds of mail, with a sandbox that takes the mails. */
final class MailStage implements AutoCloseable {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final Sandbox sandbox = Sandbox.start(0);
    private final Deque<Submissions> submissions = new ArrayDeque<>();
    private final Deque<Database> database = new ArrayDeque<>();
    private final HandlerKit kit;

    MailStage(Carrier carrier, @Nullable URI publicUrl) {
        var settings = new MailSettings(
                carrier,
                "shop@example.com",
                "The shop",
                List.of("@other.example"),
                publicUrl,
                Mode.SANDBOX,
                true,
                new MailSettings.Smtp("127.0.0.1", sandbox.smtpPort(), Tls.NONE, null, null, null, A_SECOND, A_SECOND),
                new MailSettings.Sendgrid(null, null, URI.create(sandbox.url() + "/sendgrid"), A_SECOND, A_SECOND));
        kit = HandlerKit.of(db -> handlers(settings, db));
        // The kits of a run share a database.
        jdbi().useHandle(handle -> {
            handle.execute("DELETE FROM suppression");
            handle.execute(
                    "INSERT INTO tenant (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'mill') ON CONFLICT DO NOTHING");
        });
    }

    private List<Handler<?, ?>> handlers(MailSettings settings, Database db) {
        database.push(db);
        submissions.push(new Submissions(db.jdbi(), new Gates(db), lane -> {}));
        return new Emails(settings, db.jdbi(), submissions.element(), Map.of(), Clock.systemUTC()).handlers();
    }

    HandlerKit kit() {
        return kit;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Jdbi jdbi() {
        return database.element().jdbi();
    }

    UnsubscribeLinks links() {
        return new UnsubscribeLinks(new LinkSecret(jdbi()));
    }

    void suppress(String address, Reason reason) {
        new Suppressions(jdbi()).add(List.of(new Addition(1, address, reason, null)));
    }

    /** The number of its newest version. */
    int store(String name, Template template) {
        var templates = new Templates(jdbi());
        templates.put(1, name, template);
        return templates.usable(1, name).orElseThrow().newest();
    }

    /** The newest mail, as the sandbox shows it. */
    JsonNode newest() {
        var id = sandbox.mails().all().getFirst().id();
        return Json.mapper()
                .readTree(Objects.requireNonNull(RestClient.create(sandbox.url())
                        .get()
                        .uri("/_sandbox/mails/" + id)
                        .retrieve()
                        .body(String.class)));
    }

    /** Of the newest mail. */
    String header(String name) {
        return StreamSupport.stream(newest().path("headers").spliterator(), false)
                .filter(header -> header.path("name").asString().equalsIgnoreCase(name))
                .map(header -> header.path("value").asString())
                .findFirst()
                .orElse("none");
    }

    @Override
    public void close() {
        submissions.forEach(Submissions::close);
        kit.close();
        sandbox.close();
    }
}
