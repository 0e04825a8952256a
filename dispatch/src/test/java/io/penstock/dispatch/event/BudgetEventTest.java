package io.penstock.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.limit.BudgetNews;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class BudgetEventTest {

    private static final BudgetNews NEWS = new BudgetNews(
            BudgetNews.Type.SOFT,
            "acme:ai",
            250_000_000,
            200_000_001,
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2026-12-01T00:00:00Z"),
            Instant.parse("2026-11-21T12:00:00.5Z"));

    private static ProducerRecord<byte[], byte[]> record() {
        return BudgetEvent.records("events", List.of(new BudgetEvent(NEWS))).getFirst();
    }

    @Test
    void itSaysWhatWasSpentOfWhichBudgetInWhichPeriod() {
        var json = Json.mapper().readTree(record().value());
        assertThat(json).isEqualTo(Json.mapper().readTree("""
                {"id": "acme:ai.soft.1793491200", "type": "budget.soft", "budget": "acme:ai", "amount": 250, "spent": 200.000001,
                 "period_start": "2026-11-01T00:00:00Z", "period_end": "2026-12-01T00:00:00Z", "at": "2026-11-21T12:00:00.500Z"}"""));
        assertThat(new String(record().key(), StandardCharsets.US_ASCII)).isEqualTo("acme:ai");
    }

    @Test
    void whoFollowsJobsLeavesItAside() {
        assertThat(JobEvent.decode(record().value())).isEmpty();
    }
}
