package io.penstock.analyzer;

import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a rule.
 *
 * @param text what it finds, in a sentence or two
 * @param page the address of a page about it
 * @param security whether what it finds may let a stranger in
 */
public record AboutRule(String text, @Nullable String page, boolean security) {}
