package io.penstock.worker.ai.provider;

import java.util.Locale;

/** What kind of no a provider says, which decides what becomes of the attempt. */
public enum Trouble {
    /** Too many calls or tokens: everybody is to wait. */
    RATE("provider_rate_limited"),

    /** It has too much to do, is down, or was cut off. It may work another time. */
    OVERLOAD("provider_overloaded"),

    /** Nothing more is paid for. No time heals that. */
    MONEY_STOP("provider_money_stop"),

    /** The key or the model is wrong. */
    CONFIGURATION("provider_misconfigured"),

    /** The request itself will not do. */
    CALLER("provider_refused");

    private final String code;

    Trouble(String code) {
        this.code = code;
    }

    /** Of the failure that it leads to. */
    public String code() {
        return code;
    }

    /** The name in hops, logs and docs. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
