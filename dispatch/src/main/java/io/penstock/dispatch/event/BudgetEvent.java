package io.penstock.dispatch.event;

import io.penstock.catalog.json.Json;
import io.penstock.db.limit.BudgetNews;
import io.penstock.db.limit.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Something that is said of a budget once in a period. Who follows jobs leaves it aside, as it names none. */
record BudgetEvent(
        String id,
        String type,
        String budget,
        BigDecimal amount,
        BigDecimal spent,
        Instant periodStart,
        Instant periodEnd,
        Instant at) {

    BudgetEvent(BudgetNews news) {
        this(
                news.name() + "." + label(news) + "." + news.begin().getEpochSecond(),
                "budget." + label(news),
                news.name(),
                Money.of(news.amount()),
                Money.of(news.spent()),
                news.begin(),
                news.until(),
                news.at());
    }

    private static String label(BudgetNews news) {
        return news.type().name().toLowerCase(Locale.ROOT);
    }

    /** For the topic, by the name of the budget. */
    static List<ProducerRecord<byte[], byte[]>> records(String topic, List<BudgetEvent> events) {
        return events.stream()
                .map(event -> new ProducerRecord<>(
                        topic,
                        event.budget.getBytes(StandardCharsets.US_ASCII),
                        Json.write(event).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
