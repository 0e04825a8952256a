package io.penstock.catalog.kind;

import java.util.Locale;

/** Who answered: the real service, a model of one's own, or a sandbox. */
public enum Mode {
    LIVE,
    LOCAL_MODEL,
    SANDBOX;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
