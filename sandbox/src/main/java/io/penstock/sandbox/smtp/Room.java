package io.penstock.sandbox.smtp;

import java.util.concurrent.atomic.AtomicLong;

/** How much the mails that are coming in just now may take up together. */
final class Room {

    private static final long MOST = 128L << 20;

    private final AtomicLong taken = new AtomicLong();

    /** @return whether there was so much left; if not, nothing is taken */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= MOST) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
