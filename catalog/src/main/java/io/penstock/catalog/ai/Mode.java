package io.penstock.catalog.ai;

import java.util.Locale;

/** What kind of model answered. */
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
