package io.penstock.catalog.ai;

import java.util.Locale;

/** Whether an earlier answer was given again. */
public enum CacheUse {
    HIT,
    MISS;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
