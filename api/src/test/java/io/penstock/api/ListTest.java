package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.db.testing.JobRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 7, 8, 500})
    void thePagesHoldEveryJobOnceTheNewestFirst(int size) {
        var submitted = Stream.generate(client::submitted).limit(7).toList();
        var listed = new ArrayList<String>();
        var page = page("page_size=" + size);
        listed.addAll(ids(page));
        int pages = 1;
        while (!page.at("/next_page_token").isNull()) {
            // What comes meanwhile does not shift what is still to be listed.
            client.submitted();
            page = page("page_size=" + size + "&page_token=" + page.text("/next_page_token"));
            assertThat(ids(page)).hasSizeBetween(1, size);
            listed.addAll(ids(page));
            pages++;
        }
        assertThat(listed).containsExactlyElementsOf(submitted.reversed());
        assertThat(pages).isEqualTo((7 + size - 1) / size);
    }

    @Test
    void aListOfNothingIsOnePage() {
        var page = page("");
        assertThat(page.body()).isEqualTo("{\"data\":[],\"next_page_token\":null}");
    }

    @Test
    void aPageHoldsFiftyUnlessToldOtherwise() {
        for (int i = 0; i < 51; i++) {
            row().queued().insert();
        }
        assertThat(ids(page(""))).hasSize(50);
    }

    @Test
    void aListIsFilteredByState() {
        var scheduled = row().scheduled().insert().toString();
        var queued = row().queued().insert().toString();
        var dispatched = row().dispatched().insert().toString();
        var running = row().running().insert().toString();
        var retrying = row().retrying().insert().toString();
        var succeeded = row().succeeded().insert().toString();
        var failed = row().failed().insert().toString();
        var cancelled = row().cancelled().insert().toString();

        assertThat(ids(page("state=scheduled"))).containsExactly(scheduled);
        assertThat(ids(page("state=queued"))).containsExactlyInAnyOrder(dispatched, queued);
        assertThat(ids(page("state=running"))).containsExactly(running);
        assertThat(ids(page("state=retrying"))).containsExactly(retrying);
        assertThat(ids(page("state=succeeded"))).containsExactly(succeeded);
        assertThat(ids(page("state=failed"))).containsExactly(failed);
        assertThat(ids(page("state=cancelled"))).containsExactly(cancelled);
        assertThat(ids(page("state=failed&state=cancelled"))).containsExactlyInAnyOrder(failed, cancelled);
        assertThat(ids(page("state=running,succeeded"))).containsExactlyInAnyOrder(running, succeeded);
        assertThat(ids(page("state=running,retrying&state=failed")))
                .containsExactlyInAnyOrder(running, retrying, failed);
        assertThat(ids(page(""))).hasSize(8);
    }

    @Test
    void aFilteredListHasPagesToo() {
        var failed = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            failed.add(row().failed().insert().toString());
            row().succeeded().insert();
        }
        var first = page("state=failed&page_size=3");
        var second = page("state=failed&page_size=3&page_token=" + first.text("/next_page_token"));
        assertThat(Stream.concat(ids(first).stream(), ids(second).stream()))
                .containsExactlyElementsOf(
                        failed.stream().sorted(Comparator.reverseOrder()).toList());
        assertThat(second.at("/next_page_token").isNull()).isTrue();
    }

    @Test
    void aListIsFilteredByKind() {
        row().queued().insert();
        var call = row().kind(HttpRequest.KIND)
                .payload("{\"url\":\"https://example.com\"}")
                .queued()
                .insert();
        assertThat(ids(page("kind=http.request"))).containsExactly(call.toString());
        assertThat(ids(page("kind=abolished.kind"))).isEmpty();
    }

    @Test
    void aListIsFilteredByTime() {
        var noon = Instant.now().minus(Duration.ofHours(1));
        var before = row().createdAt(noon.minusSeconds(1)).insert().toString();
        var at = row().createdAt(noon).insert().toString();
        var after = row().createdAt(noon.plusSeconds(1)).insert().toString();
        assertThat(ids(page("created_after=" + noon))).containsExactly(after, at);
        assertThat(ids(page("created_before=" + noon))).containsExactly(before);
        assertThat(ids(page("created_after=" + noon + "&created_before=" + noon.plusSeconds(1))))
                .containsExactly(at);
        assertThat(ids(page("created_after=" + noon + "&state=failed"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created_after=0001-01-01T00:00:00Z",
                "created_after=1969-12-31T23:59:59Z",
                "created_after=1970-01-01T00:00:00Z",
                "created_before=9999-12-31T23:59:59Z"
            })
    void anyTimeWillDo(String query) {
        var id = client.submitted();
        assertThat(ids(page(query))).containsExactly(id);
        assertThat(ids(page(query + "&state=queued"))).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created_before=0001-01-01T00:00:00Z",
                "created_before=1969-12-31T23:59:59Z",
                "created_after=9999-12-31T23:59:59Z"
            })
    void aTimeWithoutJobsHasNone(String query) {
        client.submitted();
        assertThat(ids(page(query))).isEmpty();
    }

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private Answer page(String query) {
        var page = client.get("/v1/jobs?" + query).is(200).fits("JobPage");
        page.at("/data").forEach(job -> Contract.assertFits("Job", job));
        return page;
    }

    private static List<String> ids(Answer page) {
        return page.at("/data")
                .valueStream()
                .map(job -> job.at("/id").stringValue())
                .toList();
    }
}
