package io.penstock.source;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where files come from. */
public sealed interface Source {

    /** @param ref a branch, a tag or a full commit id; the server's own branch when there is none */
    record Git(String url, @Nullable String ref) implements Source {}

    record Archive(Content content) implements Source {}

    /** An uploaded file. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }
}
