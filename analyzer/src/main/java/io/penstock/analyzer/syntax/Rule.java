package io.penstock.analyzer.syntax;

import io.penstock.catalog.ai.Severity;

/**
 * A rule as its file has it.
 *
 * @param security whether what breaks it may let a stranger in
 * @param message what it says
 * @param bad code that breaks it
 * @param good code that does not
 * @param query what tells the one from the other
 */
record Rule(String id, Severity severity, boolean security, String message, String bad, String good, String query) {}
