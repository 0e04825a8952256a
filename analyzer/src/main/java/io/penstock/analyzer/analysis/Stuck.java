package io.penstock.analyzer.analysis;

/** Too many looks that were given up still go on: this process can take no more of them. */
public final class Stuck extends Exception {

    Stuck(int looks) {
        super(looks + " looks at files do not stop", null, false, false);
    }
}
