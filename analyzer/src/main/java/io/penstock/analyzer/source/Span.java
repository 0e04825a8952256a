package io.penstock.analyzer.source;

/** A part of a file. Lines and columns count from 1; the end is the first place behind it. */
public record Span(int line, int column, int endLine, int endColumn) {

    public Span {
        if (line < 1 || column < 1 || endLine < line || endColumn < 1) {
            throw new IllegalArgumentException("No span: %d:%d to %d:%d".formatted(line, column, endLine, endColumn));
        }
    }
}
