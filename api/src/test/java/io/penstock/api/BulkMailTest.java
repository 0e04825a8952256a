package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Receptions;
import io.penstock.db.job.JobId;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bulk mails when they are submitted, and the mails of which they are. */
class BulkMailTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @BeforeEach
    void storeATemplate() {
        client.send(client.request("/v1/templates/news")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(
                                "{\"subject\": \"Hello {{name}}\", \"text\": \"{{unsubscribe_url}}\"}")))
                .is(201);
    }

    private static String job(String payload) {
        return "{\"kind\": \"email.bulk\", \"payload\": {\"template\": \"news\", %s}}".formatted(payload);
    }

    private Answer submit(String payload) {
        return client.submit(job(payload));
    }

    @Test
    void aHundredThousandAreTakenAtOnce() {
        var all = IntStream.range(0, 100_000)
                .mapToObj("{\"email\": \"r%d@example.com\"}"::formatted)
                .collect(Collectors.joining(","));

        assertThat(submit("\"variables\": {\"name\": \"x\"}, \"recipients\": [" + all + "]")
                        .status())
                .isEqualTo(202);
        submit("\"variables\": {\"name\": \"x\"}, \"recipients\": [" + all + ", {\"email\": \"a@example.com\"}]")
                .isInvalidAt("/payload/recipients");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "variables": {"name": "x"}                                                                | /payload/recipients
            "recipients": [], "variables": {"name": "x"}                                              | /payload/recipients
            "recipients": [{"email": "a@example.com"}]                                                | /payload/recipients/0/variables/name
            "recipients": [{"email": "a@example.com", "variables": {"name": "x"}}, {"email": "b@example.com"}] | /payload/recipients/1/variables/name
            "recipients": [{"email": "a@example.com", "variables": {"name": "a\\nb"}}]                | /payload/recipients/0/variables/name
            "recipients": [{"email": "nobody", "variables": {"name": "x"}}]                           | /payload/recipients/0/email
            "recipients": [{"email": "a@example.com", "name": "a\\r\\nBcc: b", "variables": {"name": "x"}}] | /payload/recipients/0/name
            "recipients": [{"email": "a@example.com", "variables": 1}]                                | /payload/recipients/0/variables
            "recipients": [{"email": "a@example.com"}], "variables": []                               | /payload/variables
            "recipients": [{"email": "a@example.com", "phone": 1}], "variables": {"name": "x"}        | /payload/recipients/0/phone
            "recipients_artifact": "art_0199e1d2c3b47a5e8f901234567890ab"                             | /payload/recipients_artifact
            "recipients": [{"email": "a@example.com"}], "variables": {"name": "x"}, "version": 2      | /payload/version
            "recipients": [{"email": "a@example.com"}], "variables": {"name": "x"}, "attachments": [{"artifact": "art_0199e1d2c3b47a5e8f901234567890ab"}] | /payload/attachments/0/artifact
            "recipients": [{"email": "a@example.com"}], "variables": {"name": "x"}, "attachments": [{"artifact": "art_0199e1d2c3b47a5e8f901234567890ab", "name": "../x"}] | /payload/attachments/0/name /payload/attachments/0/artifact
            """)
    void whatIsWrongIsPointedAt(String payload, String pointer) {
        submit(payload).isInvalidAt(pointer.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            email.send     | "subject": "x", "text": "x"
            email.template | "template": "news", "variables": {"name": "x"}
            """)
    void onlyOneCanUnsubscribe(String kind, String content) {
        var one =
                "{\"kind\": \"%s\", \"payload\": {%s, \"list_unsubscribe\": true, \"to\": [{\"email\": \"a@example.com\"}%s]}}";

        assertThat(client.submit(one.formatted(kind, content, "")).status()).isEqualTo(202);
        client.submit(one.formatted(kind, content, ", {\"email\": \"b@example.com\"}"))
                .isInvalidAt("/payload/list_unsubscribe");
    }

    private JobId bulk() {
        return JobId.parse(submit("\"recipients\": [{\"email\": \"a@example.com\"}], \"variables\": {\"name\": \"x\"}")
                        .is(202)
                        .text("/id"))
                .orElseThrow();
    }

    private List<JobId> made(JobId bulk, int mails) {
        var receptions = new Receptions(api.database().jdbi(), api.bean(Submissions.class));
        var receiving = (Receiving) receptions.begin(client.tenant(), bulk, Map.of());
        var jobs = IntStream.range(0, mails)
                .mapToObj(nr -> Submission.of(client.tenant(), TemplateMail.KIND, "{}"))
                .toList();
        var items = new ArrayList<NewItem>();
        jobs.forEach(job ->
                items.add(new NewItem(items.size() + 1, null, Sha256.of(job.id().toString()), new Read.Valid<>(job))));
        receptions.store(receiving, items);
        return jobs.stream().map(Submission::id).toList();
    }

    @Test
    void itsBatchIsFoundByIt() {
        var bulk = bulk();
        made(bulk, 1);
        made(bulk(), 1);

        var found = client.get("/v1/batches?made_by=" + bulk).is(200).fits("BatchPage");

        assertThat(found.at("/data")).hasSize(1);
        assertThat(client.get("/v1/batches/" + found.text("/data/0/id"))
                        .is(200)
                        .fits("Batch")
                        .text("/made_by"))
                .isEqualTo(bulk.toString());
        assertThat(client.get("/v1/batches?made_by=" + JobId.next()).is(200).at("/data"))
                .isEmpty();
        assertThat(client.get("/v1/batches?made_by=x")
                        .isProblem(400, "invalid_request")
                        .text("/detail"))
                .contains("made_by");
    }

    @Test
    void itsMailsAreThoseOfTheJobsThatItMade() {
        var bulk = bulk();
        var jobs = made(bulk, 3);
        var notes = new ArrayList<Note>();
        var now = Instant.now();
        notes.add(new Note(bulk, client.tenant(), "y@example.com", MailState.SUPPRESSED, "bounce", now));
        notes.add(new Note(bulk, client.tenant(), "z@example.com", MailState.SUPPRESSED, "bounce", now));
        jobs.forEach(job -> notes.add(
                new Note(job, client.tenant(), "a" + notes.size() + "@example.com", MailState.ACCEPTED, null, now)));
        new Mails(api.database().jdbi()).note(notes);

        var addresses = new ArrayList<String>();
        var from = "";
        do {
            var page = client.get("/v1/jobs/" + bulk + "/mails?page_size=2" + from)
                    .is(200)
                    .fits("MailPage");
            page.at("/data").forEach(mail -> addresses.add(mail.at("/email").asString()));
            from = page.at("/next_page_token").isNull() ? "" : "&page_token=" + page.text("/next_page_token");
        } while (!from.isEmpty());

        assertThat(addresses)
                .containsExactly(
                        "y@example.com", "z@example.com", "a2@example.com", "a3@example.com", "a4@example.com");
    }

    @Test
    void itsMailsAreListedByTheirState() {
        var bulk = bulk();
        var jobs = made(bulk, 3);
        var now = Instant.now();
        new Mails(api.database().jdbi())
                .note(List.of(
                        new Note(bulk, client.tenant(), "y@example.com", MailState.SUPPRESSED, "bounce", now),
                        new Note(jobs.get(0), client.tenant(), "a@example.com", MailState.DELIVERED, null, now),
                        new Note(jobs.get(1), client.tenant(), "b@example.com", MailState.BOUNCED, "550", now),
                        new Note(jobs.get(2), client.tenant(), "c@example.com", MailState.DELIVERED, null, now)));

        assertThat(addresses(bulk, "state=delivered")).containsExactly("a@example.com", "c@example.com");
        assertThat(addresses(bulk, "state=bounced,suppressed")).containsExactly("y@example.com", "b@example.com");
        assertThat(addresses(bulk, "state=bounced&state=delivered&page_size=2"))
                .containsExactly("a@example.com", "b@example.com");
        assertThat(addresses(bulk, "state=complained")).isEmpty();
        client.get("/v1/jobs/" + bulk + "/mails?state=read").isInvalidAt("/state");
    }

    private List<String> addresses(JobId job, String query) {
        return client.get("/v1/jobs/" + job + "/mails?" + query)
                .is(200)
                .fits("MailPage")
                .at("/data")
                .valueStream()
                .map(mail -> mail.at("/email").asString())
                .toList();
    }
}
