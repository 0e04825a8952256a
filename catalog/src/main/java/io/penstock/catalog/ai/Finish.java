package io.penstock.catalog.ai;

import java.util.Locale;

/** Why a model stopped: it was done, it ran out of tokens, or something else. */
public enum Finish {
    STOP,
    LENGTH,
    OTHER;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
