package io.penstock.db.aside;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/** @param inMemory how much of long payloads a role works on at a time; a tenth of its process's heap when nobody says */
@ConfigurationProperties(prefix = "penstock.aside", ignoreUnknownFields = false)
public record AsideSettings(@Nullable DataSize inMemory) {

    /** A text takes up to seven times its length while it is read. */
    private static final int SHARE_OF_THE_HEAP = 10;

    public AsideSettings {
        if (inMemory != null && inMemory.toBytes() < JsonText.LONGEST_INLINE) {
            throw new IllegalArgumentException("penstock.aside.in-memory must be at least 256KB, not " + inMemory);
        }
    }

    public Room room() {
        return new Room(inMemory == null ? Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP : inMemory.toBytes());
    }
}
