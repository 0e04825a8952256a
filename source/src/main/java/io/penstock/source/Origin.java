package io.penstock.source;

import java.time.Duration;

/** The two kinds of sources, as codes and pointers call them. */
public enum Origin {
    GIT("git", "/source/git"),
    ARCHIVE("archive", "/source/artifact");

    private final String word;
    private final String pointer;

    Origin(String word, String pointer) {
        this.word = word;
        this.pointer = pointer;
    }

    /** @param what the rest of the code behind git_ or archive_ */
    public SourceRefused refused(String what, String sentence) {
        return new SourceRefused(word + "_" + what, pointer, sentence);
    }

    public SourceRefused tooLarge(String sentence) {
        return refused("too_large", sentence);
    }

    public SourceRefused tooSlow(Duration time) {
        return refused("too_slow", "Reading it took longer than " + time + ".");
    }
}
