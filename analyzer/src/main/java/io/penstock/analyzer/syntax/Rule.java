package io.penstock.analyzer.syntax;

import io.penstock.catalog.ai.Severity;

/**
 * A rule as its file has it.
 *
 * @param message what it says
 * @param bad code that breaks it
 * @param good code that does not
 * @param query what tells the one from the other
 */
record Rule(String id, Severity severity, String message, String bad, String good, String query) {}
