package io.penstock.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.limit.BudgetNews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The tables of docs/events.md tell what is on the topic: its types, and the fields of each. */
class EventsPageTest {

    private static final Pattern TABLE = Pattern.compile("(?m)(^\\|.*\\n)+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*) \\|$(?!\n\\| ---)");
    private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");
    private static final Instant AT = Instant.parse("2030-01-31T08:00:00Z");

    /** The rows of one of the page's tables, without its heading: their cells, by the name in the first. */
    private static Map<String, List<String>> table(int nr) throws IOException {
        var page = Files.readString(Path.of("..", "docs", "events.md"));
        var table = TABLE.matcher(page).results().skip(nr).findFirst().orElseThrow();
        return ROW.matcher(table.group())
                .results()
                .map(row -> List.of(row.group(1).split("\\s*\\|\\s*", -1)))
                .collect(Collectors.toMap(
                        cells -> names(cells.getFirst()).getFirst(), cells -> cells, (a, b) -> b, LinkedHashMap::new));
    }

    private static List<String> cells(Map<String, List<String>> rows, EventType type) {
        return rows.getOrDefault(type.label(), List.of());
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    private static Map<String, String> fields(int nr) throws IOException {
        var fields = new LinkedHashMap<String, String>();
        table(nr).values().forEach(row -> names(row.getFirst()).forEach(name -> fields.put(name, row.get(1))));
        return fields;
    }

    private static Map<String, String> fields(JsonNode event) {
        return event.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().isNumber() ? "number" : "text"));
    }

    @Test
    void everyTypeIsThereWithTheStatesOfItsJobAndWhetherItArrives() throws IOException {
        var rows = table(0);
        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(EventType.values()).map(EventType::label).toList());
        for (var type : EventType.values()) {
            var row = cells(rows, type);
            assertThat(row.get(3)).as(type.label()).isEqualTo(type.isFinal() ? "at least once" : "best effort");
            assertThat(names(row.get(2)))
                    .as(type.label())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(State.parse(name))
                            .hasValueSatisfying(
                                    state -> assertThat(state.isFinal()).isEqualTo(type.isFinal())));
        }
        Stream.of(State.values())
                .filter(State::isFinal)
                .forEach(state -> assertThat(
                                names(cells(rows, EventType.of(state)).get(2)))
                        .containsExactly(state.label()));
    }

    @Test
    void everyFieldOfAJobsEventIsThere() throws IOException {
        var event = new JobEvent(
                EventType.FAILED, JobId.next(), 7, "probe", 2, State.FAILED, BatchId.next(), AT, "timeout");
        assertThat(fields(1)).isEqualTo(fields(Json.mapper().readTree(event.encode())));
    }

    @Test
    void whatIsSaidOfABudgetIsThereToo() throws IOException {
        assertThat(table(2).keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BudgetNews.Type.values())
                        .map(type -> "budget." + type.name().toLowerCase(Locale.ROOT))
                        .toList());
        var event = new BudgetEvent(new BudgetNews(BudgetNews.Type.SOFT, "acme:ai", 2, 1, AT, AT, AT));
        assertThat(fields(3)).isEqualTo(fields(Json.mapper().readTree(Json.write(event))));
    }
}
