package io.penstock.worker.ai.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.cache.Askings;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.database.Database;
import java.time.Duration;

/** What jobs share that have the same question: answers of before, and the one that is being given. */
public record Sharing(AnswerCache answers, Turns turns, Looks looks) implements AutoCloseable {

    /**
     * @param ttl how long an answer may be given again
     * @param memory how many bytes of answers stay in memory
     */
    public static Sharing in(Database database, Duration ttl, long memory, MeterRegistry meters) {
        return new Sharing(
                new AnswerCache(new KeptAnswers(database), ttl, memory),
                new Turns(new Askings(database)),
                new Looks(meters));
    }

    @Override
    public void close() {
        turns.close();
    }
}
