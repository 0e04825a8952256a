package io.penstock.api.caller;

import io.penstock.catalog.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the audit may tell of a thing. It is kept for good, so no secrets, nothing that jobs carry, and nothing that a client may have
 * forgotten: a field that is not named here is left out.
 *
 * @param name the fields that say which one it is
 */
record Told(List<String> name, List<String> fields) {

    private static final Map<String, Told> TABLE = """
            analysis    | id         | state
            artifact    | id         | content_type bytes sha256 state expires_at
            batch       | id         | state total counts
            budget      | name       | kind tenant amount per soft
            bulk_operation | id      | action state priority run_at rate jitter max selected with_effects progress
            cache       |            | deleted
            delivery    | id         | type state attempt
            endpoint    |            | was_disabled
            error_group | id         | kind class code state count
            job         | id         | kind state run attempt
            key         | id         | name role expires_at revoked_at former_secret_until
            limit       | name       | kind tenant rate units concurrency closed override
            pause       | scope name | reason until
            schedule    | name       | state cron timezone every jitter starts_at ends_at catch_up max_catch_up overlap version
            secret      |            | created_at
            suppression | email      | reason
            template    | name       | version
            tenant      | name       | weight suspended_at quotas
            """.lines().map(line -> line.split("\\|", -1)).collect(
            Collectors.toUnmodifiableMap(
                    cells -> cells[0].strip(), cells -> new Told(words(cells[1]), words(cells[2]))));

    static Told of(String noun) {
        var told = TABLE.get(noun);
        if (told == null) {
            throw new IllegalStateException("Nobody said what the audit may tell of a " + noun);
        }
        return told;
    }

    private static List<String> words(String cell) {
        return Stream.of(cell.strip().split(" +"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** As JSON; null when there is nothing to tell. */
    @Nullable
    String part(@Nullable Object thing) {
        if (thing == null) {
            return null;
        }
        var whole = thing instanceof JsonNode json ? json : Json.mapper().<JsonNode>valueToTree(thing);
        var part = JsonMapper.shared().createObjectNode();
        fields.stream().filter(whole::has).forEach(field -> part.set(field, whole.get(field)));
        return part.isEmpty() ? null : part.toString();
    }

    /** Which one it is. */
    @Nullable
    String name(JsonNode thing) {
        var words = new ArrayList<String>();
        name.stream().map(thing::path).filter(JsonNode::isString).forEach(word -> words.add(word.stringValue()));
        return words.isEmpty() ? null : String.join("/", words);
    }
}
