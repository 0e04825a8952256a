package io.penstock.sandbox.mail;

import org.jspecify.annotations.Nullable;

/** A mail on the shelf, until there is no room for more than its head. */
final class Kept {

    private final Head head;
    private volatile @Nullable Raw raw;

    Kept(Head head, Raw raw) {
        this.head = head;
        this.raw = raw;
    }

    Head head() {
        return head;
    }

    /** Null when it was dropped. */
    @Nullable
    Raw raw() {
        return raw;
    }

    /** @return how many bytes that makes free */
    int dropRaw() {
        var dropped = raw;
        raw = null;
        return dropped == null ? 0 : dropped.size();
    }
}
