package io.penstock.report.compare;

import io.penstock.catalog.analysis.Finding;
import org.jspecify.annotations.Nullable;

/** A finding and what became of it; nobody knows that when there is no analysis before. */
public record Judged(Finding finding, @Nullable Status status) {}
