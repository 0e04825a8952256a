package io.penstock.worker.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.catalog.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is left of the room that a result has. A file that has too much to tell says only that. */
final class Room {

    /** Less than what may be stored, as each file that does not fit takes a little nevertheless. */
    private static final int MOST = Json.LONGEST * 3 / 4;

    private int left;

    Room() {
        this(MOST);
    }

    Room(int bytes) {
        this.left = bytes;
    }

    AnalyzedFile fit(AnalyzedFile file) {
        int bytes = Json.write(file).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > left) {
            return new AnalyzedFile(
                    file.path(),
                    file.language(),
                    file.sha256(),
                    List.of(),
                    file.leftOut() + file.findings().size(),
                    null,
                    List.of(),
                    List.of(new Trouble(null, "too_much", "There was no room left for it in the result of the pack.")));
        }
        left -= bytes;
        return file;
    }
}
