package io.penstock.db.webhook;

import io.penstock.db.job.Uuid7;
import java.util.Optional;
import java.util.UUID;

/** A UUIDv7, as a job's. Receivers know it as the webhook-id. */
public record DeliveryId(UUID uuid) {

    private static final String PREFIX = "msg_";

    public static DeliveryId next() {
        return new DeliveryId(Uuid7.next());
    }

    public static Optional<DeliveryId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(DeliveryId::new);
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
