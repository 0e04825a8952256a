package io.penstock.db.batch;

import java.util.List;

/** What came of a part of a batch. */
public sealed interface Part {

    /** It is committed. Items that differ from what was there under their number or custom_id are not stored; what was there is kept. */
    record Stored(List<RefusedItem> conflicts) implements Part {}

    /** The batch was cancelled meanwhile, or another request took over. Nothing was stored. */
    record Lost() implements Part {}
}
