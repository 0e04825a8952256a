package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

    @Test
    void anIdIsPrintedAndParsed() {
        var id = new JobId(UUID.fromString("01938f6e-7c2a-7f00-8abc-0123456789ab"));
        assertThat(id).hasToString("job_01938f6e7c2a7f008abc0123456789ab");
        assertThat(JobId.parse("job_01938f6e7c2a7f008abc0123456789ab")).contains(id);
    }

    @Test
    void everyFreshIdIsParsedAgain() {
        assertThat(Stream.generate(JobId::next).limit(1000))
                .allSatisfy(id -> assertThat(JobId.parse(id.toString())).contains(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "job_",
                "01938f6e7c2a7f008abc0123456789ab",
                "01938f6e-7c2a-7f00-8abc-0123456789ab",
                "bat_01938f6e7c2a7f008abc0123456789ab",
                "JOB_01938f6e7c2a7f008abc0123456789ab",
                "job_01938f6e7c2a7f008abc0123456789a",
                "job_01938f6e7c2a7f008abc0123456789abc",
                "job_01938F6E7C2A7F008ABC0123456789AB",
                "job_01938f6e7c2a7f008abc0123456789ag",
                "job_01938f6e7c2a7f008abc0123456789 b",
                "job_-1938f6e7c2a7f008abc0123456789ab",
                "job_01938f6e7c2a4f008abc0123456789ab",
                "job_01938f6e7c2a7f00cabc0123456789ab",
                "job_01938f6e7c2a7f000abc0123456789ab",
                "job_٠1938f6e7c2a7f008abc0123456789ab"
            })
    void anIdOfAnotherFormIsRefused(String text) {
        assertThat(JobId.parse(text)).isEmpty();
    }

    @Test
    void laterIdsAreLarger() {
        var ids = Stream.generate(JobId::next).limit(10_000).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void noIdOfATimeIsBelowItsFloor() {
        var before = Instant.now();
        var id = JobId.next();
        var after = Instant.now().plus(Duration.ofMillis(1));
        assertThat(id).isGreaterThanOrEqualTo(new JobId(JobId.floor(before)));
        assertThat(id).isLessThan(new JobId(JobId.floor(after)));
    }

    @Test
    void aFloorIsAnIdItself() {
        var floor = new JobId(JobId.floor(Instant.parse("2030-01-31T08:00:00Z")));
        assertThat(JobId.parse(floor.toString())).contains(floor);
        assertThat(JobId.floor(Instant.EPOCH)).isEqualTo(UUID.fromString("00000000-0000-7000-8000-000000000000"));
    }
}
