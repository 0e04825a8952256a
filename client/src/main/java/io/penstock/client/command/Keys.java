package io.penstock.client.command;

import io.penstock.client.server.Call;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "keys", description = "Make, rotate and revoke the API keys of your tenant.")
final class Keys {

    private static final String ID = "KEY";

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .text("ROLE", "/role")
            .state("STATE", key -> key.hasNonNull("revoked_at") ? "revoked" : "valid")
            .age("AGE", "/created_at")
            .when("EXPIRES", "/expires_at")
            .when("LAST USED", "/last_used_at")
            .text("NAME", "/name");

    @Mixin
    private final Connection connection;

    Keys(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them, the newest first, also those that have ended.")
    void list(@Mixin Listing listing) throws Exception {
        listing.show(connection.open(), Query.at("/v1/auth/keys"), COLUMNS);
    }

    @Command(description = "Read one. Its secret is not shown.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id)));
    }

    @Command(description = "Make one, and print its secret, which is shown this once.")
    void create(
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            description = "metadata_viewer, viewer, submitter, operator or admin.")
                    String role,
            @Option(names = "--expires", paramLabel = "TIME", description = Times.FUTURE) @Nullable String expires,
            @Mixin Why why)
            throws Exception {
        var session = connection.open();
        var body = new Document()
                .with("name", name)
                .with("role", role)
                .with("expires_at", Times.future(expires, session))
                .toString();
        session.done(
                why.on(Call.post("/v1/auth/keys", body)),
                key -> "%s, a key of the role %s. Its secret is shown this once:%n%s"
                        .formatted(text(key, "id"), text(key, "role"), text(key, "secret")));
    }

    @Command(description = "Give it another secret, and print that, which is shown this once.")
    void rotate(
            @Parameters(paramLabel = ID) String id,
            @Option(
                            names = "--overlap",
                            paramLabel = "TIME",
                            description =
                                    "For how long the former secret goes on: a day unless given; 0s for not at all.")
                    @Nullable
                    Duration overlap,
            @Mixin Why why)
            throws Exception {
        var body = new Document().with("overlap", overlap).toString();
        connection
                .open()
                .done(
                        why.on(Call.post(path("/rotate", id), body)),
                        key -> "%s has another secret, which is shown this once:%n%s%s"
                                .formatted(
                                        id,
                                        text(key, "secret"),
                                        key.hasNonNull("former_secret_until")
                                                ? "%nThe former one goes on until %s."
                                                        .formatted(text(key, "former_secret_until"))
                                                : ""));
    }

    @Command(description = "Let none of its secrets be taken any more.")
    void revoke(@Parameters(paramLabel = ID) String id, @Mixin Why why, @Mixin Yes yes) throws Exception {
        var session = connection.open();
        yes.confirm(session, "Revoke %s? Who uses it is locked out.".formatted(id));
        session.done(why.on(Call.delete(path("", id))), nothing -> id + " is revoked; that holds within 10 seconds.");
    }

    private static String text(JsonNode key, String field) {
        return key.path(field).asString("");
    }

    private static String path(String under, String id) {
        return Query.at("/v1/auth/keys/%s" + under, id).text();
    }
}
