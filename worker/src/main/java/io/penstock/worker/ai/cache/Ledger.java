package io.penstock.worker.ai.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Postgres, as one asks it that does not depend on it: nothing when it does not answer, as then the model can still be asked. It is asked on
 * a thread that nobody interrupts, as an interrupt would close the connection.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private Ledger() {}

    static void tell(Runnable statement) {
        ask(() -> {
            statement.run();
            return true;
        });
    }

    static <T> Optional<T> ask(Supplier<T> statement) {
        try {
            return Optional.of(CompletableFuture.supplyAsync(statement, Thread::startVirtualThread)
                    .join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof JdbiException) {
                LOG.warn(
                        "The cache of answers could not be asked: {}",
                        e.getCause().getClass().getSimpleName());
                return Optional.empty();
            }
            throw e;
        }
    }
}
