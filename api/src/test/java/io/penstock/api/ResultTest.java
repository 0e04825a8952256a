package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final String LONG = "{\"filling\":\"" + "é".repeat(1 << 20) + "\"}";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private JobId without() {
        var id = JobRows.in(api.database()).tenant(client.tenant()).succeeded().insert();
        api.database()
                .jdbi()
                .useHandle(handle -> handle.execute("UPDATE outcome SET result = NULL WHERE id = ?", id.uuid()));
        return id;
    }

    private Answer result(JobId id) {
        return client.get("/v1/jobs/" + id + "/result");
    }

    @Test
    void aLongResultComesBackWhole() {
        var id = without();
        api.database().jdbi().useHandle(handle -> Asides.RESULTS.write(handle, id, (JsonText.Aside) JsonText.of(LONG)));
        var answer = result(id).is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(LONG.length() + (1 << 20)));
        assertThat(answer.body()).isEqualTo(LONG);
        api.newTenant().get("/v1/jobs/" + id + "/result").isProblem(404, "job_not_found");
    }

    @Test
    void aResultWhoseTimeIsOverIsGone() {
        var day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        var id = JobRows.in(api.database())
                .tenant(client.tenant())
                .createdAt(day.atTime(12, 0).toInstant(ZoneOffset.UTC))
                .succeeded()
                .insert();
        api.database().jdbi().useHandle(handle -> {
            handle.execute("UPDATE outcome SET result = NULL WHERE id = ?", id.uuid());
            handle.execute("INSERT INTO result_day (day, last_finish, dropped_at) VALUES (?, now(), now())", day);
        });
        assertThat(result(id).isProblem(410, "result_gone").text("/detail")).contains(id.toString());
        client.get("/v1/jobs/" + id).is(200);
    }

    @Test
    void aSuccessWithoutAResultHasNone() {
        result(without()).isProblem(409, "no_result");
    }
}
