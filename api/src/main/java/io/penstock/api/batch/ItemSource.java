package io.penstock.api.batch;

import io.penstock.db.batch.NewItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The items of a request, one at a time. */
interface ItemSource {

    /** Nothing at the end. */
    @Nullable
    NewItem next() throws IOException;
}
