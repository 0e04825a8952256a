package io.penstock.store;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.job.Uuid7;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Finds out whether a store works: writes a little, reads it, and deletes it. */
public final class Trial {

    private static final byte[] CONTENT = "Penstock tries its store.".getBytes(StandardCharsets.UTF_8);

    private Trial() {}

    /** What does not work, if something does not. */
    public static Optional<String> of(Store store) {
        var id = new ArtifactId(Uuid7.next());
        try {
            var put = store.put(id, new ByteArrayInputStream(CONTENT), CONTENT.length);
            if (!(put instanceof Store.Put.Stored(var content))) {
                return Optional.of("it does not take what it should");
            }
            try (var back = store.open(id, content.object(), 0, CONTENT.length)) {
                if (!Arrays.equals(back.readAllBytes(), CONTENT)) {
                    return Optional.of("it gives back another content than it got");
                }
            }
            store.deleteAll(id);
            return Optional.empty();
        } catch (StoreUnavailable | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
