package io.penstock.api.batch;

import io.penstock.db.batch.NewItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The items of a request, one at a time. */
interface ItemSource extends AutoCloseable {

    /** Nothing at the end. */
    @Nullable
    NewItem next() throws IOException;

    /** All until this one are stored, or need not be; what they took may be given back. By any thread. */
    default void done(int nr) {}

    @Override
    default void close() {}
}
