package io.penstock.report.subject;

import java.util.stream.Stream;

/** All files of an analysis and of the one before. They are gone through several times, and never kept. */
@FunctionalInterface
public interface ComparedFiles {

    /** In the order of their paths, each time the same. Who asks closes the stream. */
    Stream<ComparedFile> open();
}
