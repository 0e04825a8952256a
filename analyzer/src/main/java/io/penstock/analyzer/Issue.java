package io.penstock.analyzer;

import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;

/** One thing that an analyzer found. */
public record Issue(String rule, Severity severity, String message, Span span) {}
