package io.penstock.analyzer;

import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;
import java.util.ArrayList;
import java.util.List;

/** What one analyzer finds in one file: it keeps so many and counts the rest. */
public final class Issues {

    public static final int MOST = 1000;

    private final List<Issue> found = new ArrayList<>();
    private int more;

    public void add(String rule, Severity severity, String message, Span span) {
        if (found.size() < MOST) {
            found.add(new Issue(rule, severity, message, span));
        } else {
            more++;
        }
    }

    public List<Issue> found() {
        return found;
    }

    public int more() {
        return more;
    }
}
