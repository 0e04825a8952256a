package io.penstock.sandbox.generation;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that look like those of a provider; the same seed gives the same row of them. */
public final class Ids {

    private final long seed;
    private final AtomicLong last = new AtomicLong();

    public Ids(long seed) {
        this.seed = seed;
    }

    /** 24 hexadecimal digits. */
    public String next() {
        var number = last.incrementAndGet();
        return HexFormat.of().toHexDigits(mixed(seed + number)) + HexFormat.of().toHexDigits((int) number);
    }

    private static long mixed(long value) {
        var once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        var twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
