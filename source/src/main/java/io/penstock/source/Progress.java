package io.penstock.source;

/** Is told how far it is. */
@FunctionalInterface
public interface Progress {

    Progress UNTOLD = (sentence, done, total) -> {};

    /** @param total 0 while nobody knows it */
    void tell(String sentence, long done, long total);
}
