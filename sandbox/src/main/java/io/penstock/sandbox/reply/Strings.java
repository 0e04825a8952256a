package io.penstock.sandbox.reply;

import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Strings of the formats and lengths of a schema. */
final class Strings {

    private Strings() {}

    static String fit(JsonNode schema, String name, SplittableRandom random) {
        var text = switch (schema.path("format").asString("")) {
            case "date-time" -> "2030-01-%02dT08:30:00Z".formatted(random.nextInt(1, 29));
            case "date" -> "2030-01-%02d".formatted(random.nextInt(1, 29));
            case "time" -> "08:%02d:00Z".formatted(random.nextInt(60));
            case "duration" -> "PT%dM".formatted(random.nextInt(1, 60));
            case "email", "idn-email" -> "sandbox%d@example.com".formatted(random.nextInt(1000));
            case "hostname", "idn-hostname" -> "sandbox%d.example.com".formatted(random.nextInt(1000));
            case "ipv4" -> "192.0.2.%d".formatted(random.nextInt(1, 255));
            case "ipv6" -> "2001:db8::%x".formatted(random.nextInt(1, 65536));
            case "uri", "iri", "url" -> "https://example.com/sandbox/%d".formatted(random.nextInt(1000));
            case "uri-reference", "iri-reference" -> "/sandbox/%d".formatted(random.nextInt(1000));
            case "json-pointer" -> "/sandbox/%d".formatted(random.nextInt(1000));
            case "regex" -> "sandbox[0-9]{%d}".formatted(random.nextInt(1, 9));
            case "uuid" -> uuid(random);
            default -> about(name);
        };
        return sized(
                text,
                schema.path("minLength").asInt(0),
                schema.path("maxLength").asInt(Integer.MAX_VALUE));
    }

    private static String uuid(SplittableRandom random) {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | (1L << 63)).toString();
    }

    static String about(String name) {
        return "Sandbox: a made-up " + name + ".";
    }

    /** Lengths are those of characters, and a name may have some of two halves. */
    private static String sized(String text, int shortest, int longest) {
        var length = text.codePointCount(0, text.length());
        if (length > longest) {
            return text.substring(0, text.offsetByCodePoints(0, longest));
        }
        return length < shortest ? text + ".".repeat(shortest - length) : text;
    }
}
