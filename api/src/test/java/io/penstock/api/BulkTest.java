package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.JobRows;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkTest {

    private static final String AT = "/v1/bulk-operations";
    private static final String PLAN =
            "{'action': 'replay', 'filter': {'state': ['failed']}, 'rate': 50, 'reason': 'The bank is back.'%s}";

    private final TestApi api = TestApi.shared();
    private final String name = "bulk-" + UUID.randomUUID();

    /** Of a tenant that has its own jobs only. */
    private final TestClient client = api.client(api.bean(Tenants.class).named(name), Role.OPERATOR);

    private final TestClient fleet = api.newTenant();

    private JobId failed() {
        return JobRows.in(api.database()).tenant(client.tenant()).failed().insert();
    }

    private Answer ask(TestClient whose, String json) {
        return whose.post(AT, json.replace('\'', '"'));
    }

    private Answer ask(String json) {
        return ask(client, json);
    }

    private Answer plan() {
        return ask(PLAN.formatted(", 'dry_run': true")).is(201).fits("BulkOperation");
    }

    private Answer confirm(String token) {
        return ask(PLAN.formatted(", 'confirm_token': '" + token + "'"));
    }

    private static List<String> ids(Answer page, String pointer) {
        return page.is(200)
                .at("/data")
                .valueStream()
                .map(one -> one.at(pointer).stringValue())
                .toList();
    }

    @Test
    void aPlanSaysWhatItIsAboutAndItsTokenBeginsIt() {
        var first = failed();
        var second = failed();
        var plan = plan();
        assertThat(plan.text("/state")).isEqualTo("planned");
        assertThat(plan.header("Location")).isEqualTo(AT + "/" + plan.text("/id"));
        assertThat(plan.at("/selected").intValue()).isEqualTo(2);
        assertThat(plan.at("/counts/by_tenant/" + name).intValue()).isEqualTo(2);
        assertThat(plan.at("/counts/by_kind/probe").intValue()).isEqualTo(2);
        assertThat(plan.text("/estimated_time")).isEqualTo("PT0S");
        assertThat(plan.at("/sample").size()).isEqualTo(2);
        assertThat(plan.at("/filter").toString()).isEqualTo("{\"state\":[\"failed\"]}");
        var at = AT + "/" + plan.text("/id");
        var page = client.get(at + "/items?page_size=1");
        page.fits("BulkItemPage");
        assertThat(ids(page, "/job")).containsExactly(first.toString());
        var next = client.get(at + "/items?page_size=1&page_token=" + page.text("/next_page_token"));
        assertThat(ids(next, "/job")).containsExactly(second.toString());
        assertThat(next.at("/next_page_token").isNull()).isTrue();
        var begun = confirm(plan.text("/confirm_token")).is(202).fits("BulkOperation");
        assertThat(begun.text("/state")).isEqualTo("running");
        assertThat(begun.text("/id")).isEqualTo(plan.text("/id"));
        assertThat(begun.at("/confirm_token").isMissingNode()).isTrue();
        assertThat(client.get(at).is(200).fits("BulkOperation").text("/state")).isEqualTo("running");
        assertThat(confirm(plan.text("/confirm_token")).is(202).text("/id")).isEqualTo(plan.text("/id"));
        assertThat(ask("{'confirm_token': '" + plan.text("/confirm_token") + "'}")
                        .is(202)
                        .text("/id"))
                .isEqualTo(plan.text("/id"));
    }

    @Test
    void onlyWhatWasPlannedIsBegun() {
        failed();
        var plan = plan();
        var token = plan.text("/confirm_token");
        ask(PLAN.formatted(", 'max': 5, 'confirm_token': '" + token + "'")).isProblem(422, "plan_differs");
        confirm("cnf_00000000000000000000000000000000").isInvalidAt("/confirm_token");
        ask(PLAN.formatted("")).isInvalidAt("/confirm_token");
        ask(PLAN.formatted(", 'dry_run': true, 'confirm_token': '" + token + "'"))
                .isInvalidAt("/confirm_token");
        ask(fleet, "{'confirm_token': '" + token + "'}").isInvalidAt("/confirm_token");
        api.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE bulk_operation SET confirm_by = now() WHERE tenant = ?", client.tenant()));
        confirm(token).isProblem(409, "plan_expired");
        assertThat(client.get(AT + "/" + plan.text("/id")).text("/state")).isEqualTo("expired");
        var aborted = plan();
        client.post(AT + "/" + aborted.text("/id") + "/abort", "{}").is(200);
        confirm(aborted.text("/confirm_token")).isProblem(409, "not_possible");
    }

    @Test
    void itIsPausedResumedAndAborted() {
        failed();
        var plan = plan();
        var at = AT + "/" + plan.text("/id");
        client.post(at + "/pause", "{}").isProblem(409, "not_possible");
        client.post(at + "/resume", "{}").isProblem(409, "not_possible");
        confirm(plan.text("/confirm_token")).is(202);
        assertThat(client.post(at + "/pause", "{'reason': 'Wait.'}".replace('\'', '"'))
                        .is(200)
                        .fits("BulkOperation")
                        .text("/state"))
                .isEqualTo("paused");
        assertThat(client.post(at + "/resume", "{}").is(200).text("/state")).isEqualTo("running");
        assertThat(fleet.post(at + "/abort", "{}").is(200).text("/state")).isEqualTo("aborted");
        client.post(at + "/abort", "{}").is(200);
        client.post(at + "/resume", "{}").isProblem(409, "not_possible");
    }

    @Test
    void operationsAreListedTheNewestFirst() {
        failed();
        var first = plan().text("/id");
        var second = plan();
        var running = confirm(second.text("/confirm_token")).is(202).text("/id");
        var page = client.get(AT);
        page.fits("BulkOperationPage");
        assertThat(ids(page, "/id")).containsExactly(running, first);
        assertThat(ids(client.get(AT + "?state=running"), "/id")).containsExactly(running);
        assertThat(ids(client.get(AT + "?state=planned,running"), "/id")).containsExactly(running, first);
        assertThat(ids(fleet.get(AT + "?state=running"), "/id")).contains(running);
        client.get(AT + "?state=done").is(400);
        client.get(AT + "/blk_0199e1d2c3b47a5e8f901234567890ab").isProblem(404, "bulk_operation_not_found");
        client.get(AT + "/job_0199e1d2c3b47a5e8f901234567890ab").isInvalidAt("/id");
        client.get(AT + "/" + running + "/items?outcome=done,left").is(400);
        assertThat(ids(client.get(AT + "/" + running + "/items?outcome=left"), "/outcome"))
                .containsExactly("left");
        assertThat(ids(client.get(AT + "/" + running + "/items?outcome=done"), "/outcome"))
                .isEmpty();
    }

    @Test
    void whoRunsTheInstallationSelectsTheJobsOfAllOrOfOneTenant() {
        failed();
        var other = api.client(api.bean(Tenants.class).named(name + "-2"), Role.OPERATOR);
        JobRows.in(api.database()).tenant(other.tenant()).failed().insert();
        var all = ask(fleet, PLAN.formatted(", 'dry_run': true")).is(201);
        assertThat(all.at("/counts/by_tenant").propertyNames()).contains(name, name + "-2");
        var one = ask(
                        fleet,
                        "{'action':'replay','filter':{'tenant':'%s'},'reason':'One.','dry_run':true}".formatted(name))
                .is(201);
        assertThat(one.at("/counts/by_tenant").propertyNames()).containsExactly(name);
        client.get(AT + "/" + one.text("/id")).is(404);
        ask(fleet, "{'action':'replay','filter':{'tenant':'nobody'},'reason':'One.','dry_run':true}")
                .isInvalidAt("/filter/tenant");
        ask("{'action':'replay','filter':{'tenant':'%s-2'},'reason':'One.','dry_run':true}".formatted(name))
                .isInvalidAt("/filter/tenant");
        ask("{'action':'replay','filter':{'tenant':'%s'},'reason':'One.','dry_run':true}".formatted(name))
                .is(201);
    }

    @Test
    void theAuditTellsWhoDidItAndWhy() {
        failed();
        var plan = plan();
        confirm(plan.text("/confirm_token")).is(202);
        client.post(AT + "/" + plan.text("/id") + "/abort", "{\"reason\": \"Enough.\"}")
                .is(200);
        var admin = api.client(api.bean(Tenants.class).named(name), Role.ADMIN);
        var entries = admin.get("/v1/audit").is(200).at("/data");
        assertThat(entries.valueStream().map(entry -> entry.at("/action").stringValue()))
                .containsExactly("bulk_operation.abort", "bulk_operation.ask", "bulk_operation.ask");
        assertThat(entries.get(0).at("/reason").stringValue()).isEqualTo("Enough.");
        assertThat(entries.get(0).at("/before/state").stringValue()).isEqualTo("running");
        assertThat(entries.get(0).at("/after/state").stringValue()).isEqualTo("aborted");
        assertThat(entries.get(1).at("/reason").stringValue()).isEqualTo("The bank is back.");
        assertThat(entries.get(1).at("/after/selected").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'filter':{'state':['failed']},'reason':'A'}                                                     | /action
            {'action':'delete','filter':{'state':['failed']},'reason':'A'}                                   | /action
            {'action':'replay','reason':'A'}                                                                 | /filter
            {'action':'replay','filter':{},'reason':'A'}                                                     | /filter
            {'action':'replay','filter':{'tags':{}},'reason':'A'}                                            | /filter
            {'action':'replay','filter':{'state':['failed']}}                                                | /reason
            {'action':'replay','filter':{'state':['failed']},'reason':' '}                                   | /reason
            {'action':'replay','filter':{'state':['failed','queued']},'reason':'A'}                          | /filter/state/1
            {'action':'replay','filter':{'state':['succeeded']},'reason':'A'}                                | /filter/state/0
            {'action':'replay','filter':{'state':[]},'reason':'A'}                                           | /filter/state
            {'action':'cancel','filter':{'state':['failed']},'reason':'A'}                                   | /filter/state/0
            {'action':'move','run_at':'2030-01-01T00:00:00Z','filter':{'state':['running']},'reason':'A'}    | /filter/state/0
            {'action':'cancel','filter':{'error_group':'err_0123456789abcdef'},'reason':'A'}                 | /filter/error_group
            {'action':'cancel','filter':{'finished_after':'2030-01-01T00:00:00Z'},'reason':'A'}              | /filter/finished_after
            {'action':'replay','filter':{'kind':['NO!']},'reason':'A'}                                       | /filter/kind/0
            {'action':'replay','filter':{'error_group':'err_1'},'reason':'A'}                                | /filter/error_group
            {'action':'replay','filter':{'batch':'bat_1'},'reason':'A'}                                      | /filter/batch
            {'action':'replay','filter':{'tags':{'a b':'c'}},'reason':'A'}                                   | /filter/tags
            {'action':'replay','filter':{'colour':'red'},'reason':'A'}                                       | /filter/colour
            {'action':'replay','filter':{'created_after':'2030-01-02T00:00:00Z','created_before':'2030-01-01T00:00:00Z'},'reason':'A'} | /filter/created_before
            {'action':'replay','filter':{'finished_after':'2030-01-02T00:00:00Z','finished_before':'2030-01-01T00:00:00Z'},'reason':'A'} | /filter/finished_before
            {'action':'replay','filter':{'state':['failed']},'priority':3,'reason':'A'}                      | /priority
            {'action':'reprioritise','filter':{'state':['queued']},'reason':'A'}                             | /priority
            {'action':'reprioritise','filter':{'state':['queued']},'priority':10,'reason':'A'}               | /priority
            {'action':'move','filter':{'state':['queued']},'reason':'A'}                                     | /run_at
            {'action':'cancel','filter':{'state':['queued']},'run_at':'2030-01-01T00:00:00Z','reason':'A'}   | /run_at
            {'action':'replay','filter':{'state':['failed']},'rate':0,'reason':'A'}                          | /rate
            {'action':'replay','filter':{'state':['failed']},'rate':100001,'reason':'A'}                     | /rate
            {'action':'replay','filter':{'state':['failed']},'jitter':'PT0S','reason':'A'}                   | /jitter
            {'action':'replay','filter':{'state':['failed']},'jitter':'PT25H','reason':'A'}                  | /jitter
            {'action':'cancel','filter':{'state':['queued']},'jitter':'PT1H','reason':'A'}                   | /jitter
            {'action':'replay','filter':{'state':['failed']},'max':0,'reason':'A'}                           | /max
            {'action':'replay','filter':{'state':['failed']},'max':2000001,'reason':'A'}                     | /max
            {'action':'replay','filter':{'state':['failed']},'faster':true,'reason':'A'}                     | /faster""")
    void whatIsWrongIsNamedAndNothingIsPlanned(String json, String pointer) {
        var answer =
                ask(json.substring(0, json.length() - 1) + ",'dry_run':true}").is(400);
        assertThat(answer.at("/errors/0/pointer").stringValue()).startsWith(pointer);
        assertThat(ids(client.get(AT), "/id")).isEmpty();
    }
}
