package io.penstock.catalog.ai;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Optional;

/**
 * The regular expressions of schemas, which strangers write. They are RE2's, that never go back in the text: a text takes as many steps as it
 * is long, times the size of the expression, and not the exponential of it.
 */
public final class Patterns {

    /** So many steps at most for one text: a few seconds. A longer text does not match. */
    static final long MOST_STEPS = 100_000_000;

    /** A schema's expressions may have this size together: a character has 1, and one that may be left out 2. */
    static final int LARGEST = 2_000;

    private static final int LONGEST = 1_000;
    private static final java.util.regex.Pattern REPEATED = java.util.regex.Pattern.compile("\\{(?:\\d+,)?(\\d+),?}");

    private Patterns() {}

    /** Makes schemas whose expressions take a bounded time. */
    public static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .regularExpressionFactory(text -> {
                            var pattern = compile(text);
                            return value -> matches(pattern, value);
                        })
                        .build()));
    }

    /** Its size; nothing when it is none, or one that only goes by going back. */
    static Optional<Integer> size(String text) {
        if (text.length() > LONGEST || repeats(text) > LARGEST) {
            return Optional.of(Integer.MAX_VALUE);
        }
        try {
            return Optional.of(compile(text).programSize());
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /** How often something is repeated if all counts were within each other: known before memory is spent on it. */
    private static double repeats(String text) {
        return REPEATED.matcher(text)
                .results()
                .mapToDouble(count -> Math.max(1, Double.parseDouble(count.group(1))))
                .reduce(1, (a, b) -> a * b);
    }

    /** JSON Schema writes a character's number in another way than RE2. */
    private static Pattern compile(String text) {
        return Pattern.compile(text.replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\u([0-9a-fA-F]{4})", "$1\\\\x{$2}"));
    }

    private static boolean matches(Pattern pattern, String value) {
        return (long) value.length() * pattern.programSize() <= MOST_STEPS
                && pattern.matcher(value).find();
    }
}
