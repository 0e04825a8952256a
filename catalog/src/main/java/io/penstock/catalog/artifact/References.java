package io.penstock.catalog.artifact;

import java.util.ArrayList;
import java.util.List;

/** The artifacts that a document refers to, and where: they are noted while it is read, so documents without any cost nothing. */
public final class References {

    private final List<Reference> found = new ArrayList<>();

    /** @param pointer into the document */
    public record Reference(String pointer, ArtifactId id) {}

    void add(String pointer, ArtifactId id) {
        found.add(new Reference(pointer, id));
    }

    public List<Reference> found() {
        return found;
    }
}
