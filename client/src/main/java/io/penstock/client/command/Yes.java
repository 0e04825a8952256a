package io.penstock.client.command;

import io.penstock.client.server.Refused;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Before what cannot be undone. */
final class Yes {

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    void confirm(Session session, String question) throws Refused, IOException {
        session.confirm(yes, question);
    }
}
