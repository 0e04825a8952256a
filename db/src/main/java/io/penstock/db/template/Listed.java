package io.penstock.db.template;

import java.time.Instant;

/** A version of a template in a list, which does not say what stands in it. */
public record Listed(String name, int version, String subject, Instant createdAt) {

    @Override
    public String toString() {
        return name + " " + version;
    }
}
