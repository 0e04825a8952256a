package io.penstock.api.batch;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.TooLarge;
import io.penstock.db.aside.Room;
import io.penstock.db.batch.NewItem;
import io.penstock.db.request.ItemRequests;
import java.io.InputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where the items of a request come from: an array, or lines that are read one by one. */
public final class ItemSources {

    private final ItemRequests items;
    private final int longest;
    private final Room room;

    /**
     * @param longest how many bytes a line may have
     * @param room for the long ones
     */
    public ItemSources(ItemRequests items, long longest, Room room) {
        this.items = items;
        this.longest = (int) Math.min(longest, room.size());
        this.room = room;
    }

    ItemSource inArray(Caller caller, List<JsonNode> array) {
        var rest = array.listIterator();
        return () -> rest.hasNext() ? item(caller, rest.nextIndex() + 1, rest.next()) : null;
    }

    ItemSource inLines(Caller caller, InputStream body) {
        return new LineItems(body, longest, room, (nr, json) -> item(caller, nr, json));
    }

    private NewItem item(Caller caller, int nr, JsonNode item) {
        return TooLarge.payload(() -> items.read(caller.tenantId(), nr, item));
    }
}
