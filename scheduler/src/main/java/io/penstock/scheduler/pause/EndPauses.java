package io.penstock.scheduler.pause;

import io.penstock.db.pause.Pauses;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the pauses whose time is over. They hold nothing back since then; it only saves their jobs a gate of their own. */
public final class EndPauses implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(EndPauses.class);
    private static final Duration REST = Duration.ofSeconds(1);

    private final Pauses pauses;

    public EndPauses(Pauses pauses) {
        this.pauses = pauses;
    }

    @Override
    public Duration runOnce() {
        if (pauses.endExpired()) {
            LOG.info("A pause has come to its end");
        }
        return REST;
    }
}
