package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Stop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How much of a list is wanted. Unless somebody says, a page of it. */
final class Listing {

    private static final int LARGEST_PAGE = 500;

    @ArgGroup
    private @Nullable HowMany howMany;

    static final class HowMany {

        @Option(names = "--limit", paramLabel = "N", description = "So many at most; a page unless given.")
        private int limit;

        @Option(names = "--all", description = "All of them, however many there are.")
        private boolean all;
    }

    void show(Session session, Query query, Columns columns)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        long most = most();
        var first = session.call(Call.get(page(query, most, null)));
        var page = first.json();
        if (!goesOn(page, most, page.path("data").size())) {
            if (session.json()) {
                session.screen().line(first.text());
            } else {
                columns.on(session.screen()).rows(rows(page));
                tellOfMore(session, page);
            }
        } else if (session.json()) {
            joined(session, query, page, most);
        } else {
            var table = columns.on(session.screen());
            long shown = 0;
            while (true) {
                table.rows(rows(page));
                shown += page.path("data").size();
                if (!goesOn(page, most, shown)) {
                    break;
                }
                page = session.call(Call.get(page(query, most - shown, token(page))))
                        .json();
            }
            tellOfMore(session, page);
        }
    }

    /** One document, as if it had been one page. */
    private static void joined(Session session, Query query, JsonNode first, long most)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var screen = session.screen();
        var page = first;
        long shown = 0;
        var between = "{\"data\":[";
        while (true) {
            for (var row : rows(page)) {
                screen.piece(between + row);
                between = ",\n";
            }
            shown += page.path("data").size();
            if (!goesOn(page, most, shown)) {
                break;
            }
            page = session.call(Call.get(page(query, most - shown, token(page))))
                    .json();
        }
        screen.line("%s],\"next_page_token\":%s}"
                .formatted(between.equals(",\n") ? "" : between, page.path("next_page_token")));
    }

    /** Zero for a page as the server has it. */
    private long most() throws Refused {
        if (howMany == null) {
            return 0;
        } else if (howMany.all) {
            return Long.MAX_VALUE;
        } else if (howMany.limit < 1) {
            throw new Refused("--limit must be 1 or more.");
        }
        return howMany.limit;
    }

    private static String page(Query query, long most, @Nullable String token) {
        return query.with("page_size", most == 0 ? null : String.valueOf(Math.min(most, LARGEST_PAGE)))
                .with("page_token", token)
                .text();
    }

    /** A page may be empty that is not the last: the server looks at so many at a time for some that fit. */
    private static boolean goesOn(JsonNode page, long most, long shown) {
        return token(page) != null && (shown < most || shown == 0);
    }

    private static @Nullable String token(JsonNode page) {
        return page.path("next_page_token").stringValue(null);
    }

    private static List<JsonNode> rows(JsonNode page) {
        return page.path("data").valueStream().toList();
    }

    private static void tellOfMore(Session session, JsonNode page) {
        if (token(page) != null) {
            session.note("There are more: --all, or --limit N.");
        }
    }
}
