package io.penstock.worker.run;

import io.penstock.catalog.kind.Kind;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Room;
import io.penstock.db.claim.Claim;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Gets attempts their payloads: a short one came with the claim, a long one is fetched when there is room for it. */
public final class Payloads {

    private final Jdbi jdbi;
    private final Room room;

    public Payloads(Jdbi jdbi, Room room) {
        this.jdbi = jdbi;
        this.room = room;
    }

    static boolean isAside(Claim claim) {
        return claim.payload() == null;
    }

    /** Room for the payload, for as long as the attempt may hold it; waits for it if need be. */
    Room.Share roomFor(Claim claim) throws InterruptedException {
        return room.take(
                isAside(claim) ? Asides.PAYLOADS.length(jdbi, claim.id()).orElse(0) : 0);
    }

    /** Reads the payload; nothing when there is none any more. */
    <P> Optional<P> read(Claim claim, Kind<P, ?> kind) {
        var inline = claim.payload();
        return inline != null
                ? Optional.of(kind.readStored(inline))
                : Asides.PAYLOADS
                        .load(jdbi, claim.id())
                        .map(JsonText.Aside::open)
                        .map(kind::readStored);
    }
}
