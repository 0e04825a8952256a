package io.penstock.analyzer.java;

import io.penstock.analyzer.Allowance;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The file that an engine looks at now: how long it may, and which rules failed on it. */
final class Turn {

    private @Nullable Allowance allowance;
    private final Set<String> failed = new TreeSet<>();

    void begin(Allowance allowance) {
        this.allowance = allowance;
        failed.clear();
    }

    void check() {
        if (allowance != null) {
            allowance.check();
        }
    }

    void failed(String rule) {
        failed.add(rule);
    }

    Set<String> failed() {
        return failed;
    }
}
