package io.penstock.db.batch;

import io.penstock.catalog.json.Read;
import io.penstock.db.submission.Submission;
import org.jspecify.annotations.Nullable;

/**
 * An item on its way in.
 *
 * @param nr its line, or its place in the array, from 1
 * @param content a SHA-256 of what it said, in one form whatever its spacing
 * @param job what it asks for, or what is wrong with it
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewItem(int nr, @Nullable String customId, byte[] content, Read<Submission> job) {
    public NewItem {
        if (nr < 1) {
            throw new IllegalArgumentException("Items are numbered from 1, not " + nr);
        }
        if (content.length != 32) {
            throw new IllegalArgumentException("An item's content is known by its SHA-256");
        }
    }
}
