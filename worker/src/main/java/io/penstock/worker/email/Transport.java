package io.penstock.worker.email;

import io.penstock.worker.handler.EffectRefused;
import java.util.Optional;

/** What takes mails and brings them on their way. */
public interface Transport {

    /** As results name it. */
    String name();

    /**
     * Hands the mail over, once.
     *
     * @return how the other side calls the mail
     * @throws EffectRefused when it certainly did not take it
     * @throws HandedOverOrNot when nobody can tell
     */
    String send(Mail mail) throws EffectRefused, HandedOverOrNot, InterruptedException;

    /** Asks it for what costs nothing: what is wrong, and what to do; nothing when it is answered. */
    Optional<String> greet() throws InterruptedException;

    /** The connection broke, or the time was over, after the mail had begun to go out. */
    final class HandedOverOrNot extends Exception {
        HandedOverOrNot(String why) {
            super(why, null, false, false);
        }
    }
}
