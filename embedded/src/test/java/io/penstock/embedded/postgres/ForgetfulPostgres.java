package io.penstock.embedded.postgres;

import java.nio.file.Path;

/** A Postgres for tests: it outlives the death of any process, but not that of the machine, and so makes databases several times as fast. */
public final class ForgetfulPostgres {

    private ForgetfulPostgres() {}

    public static EmbeddedPostgresServer start(Path folder) {
        return EmbeddedPostgresServer.start(folder, "off");
    }
}
