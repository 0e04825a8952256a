package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.History;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the checker of the crash tests is there for, it sees. */
class CheckerTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Desk desk = new Desk();

    private final Checker checker = new Checker(test.jdbi(), History.of(test.jdbi()), desk);

    private JobRows rows() {
        return JobRows.in(test.database());
    }

    @Test
    void aJobThatWasAcknowledgedAndIsNotThere() {
        var gone = JobId.next().toString();
        var waits = rows().queued().insert().toString();
        assertThat(checker.violations(List.of(gone, waits)))
                .containsExactlyInAnyOrder("lost: " + gone, "lost: " + waits);
    }

    @Test
    void anOutcomeThatAnotherOneFollows() {
        var job = rows().succeeded().insert();
        change("UPDATE outcome SET state = 'failed', result = NULL, error_code = 'late'");
        assertThat(checker.violations(List.of())).contains("a second outcome: " + job);
    }

    @Test
    void aTransitionThatIsNotOnThePage() {
        rows().queued().insert();
        int worker = WorkerRows.in(test.database()).alive();
        change("UPDATE live SET state = 'running', attempt = 1, worker = " + worker);
        assertThat(checker.violations(List.of())).containsExactly("an illegal transition: queued --> running");
    }

    @Test
    void twoChargesForOneJob() throws Exception {
        charge("job_a:1");
        charge("job_b:1");
        charge("job_b:2");
        assertThat(checker.violations(List.of())).containsExactly("charged twice: job_b");
    }

    private void change(String sql) {
        test.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private void charge(String key) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(desk.url()))
                    .POST(BodyPublishers.ofString(key))
                    .build();
            client.send(request, BodyHandlers.ofString());
        }
    }
}
