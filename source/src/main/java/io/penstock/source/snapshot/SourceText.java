package io.penstock.source.snapshot;

/**
 * One file of a snapshot.
 *
 * @param sha256 of the text in UTF-8, in hexadecimal
 */
public record SourceText(String path, String text, String sha256) {}
