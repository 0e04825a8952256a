package io.penstock.catalog.json;

import io.penstock.catalog.artifact.References;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** JSON as Penstock speaks it: snake_case, ISO times, nothing unknown, nothing bent into another type. */
public final class Json {

    public static final int MAX_DEPTH = 64;

    /** The longest text that is stored, in bytes of UTF-8. */
    public static final int LONGEST = 64 << 20;

    /** Longer than what is stored, so that who stores it can say what the limit is. */
    private static final int LONGEST_STRING = LONGEST + (1 << 20);

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(LONGEST_STRING)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .addModule(TimeText.module())
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** For what went through the other one before. */
    private static final JsonMapper TRUSTING = MAPPER.rebuild()
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            // In English, wherever the process runs.
            .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
            .buildValidatorFactory()
            .getValidator();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Reads bytes that a stranger sent: a JSON document, of whatever form. */
    public static Read<JsonNode> read(byte[] json) {
        return whole(read(json, JsonNode.class));
    }

    /**
     * Reads what a stranger sends while it comes in: a JSON document, of whatever form.
     *
     * @param pieces told now and then of how many more pieces the document has turned out to consist; each costs memory, however short
     *     it is
     */
    public static Read<JsonNode> read(InputStream json, IntConsumer pieces) {
        return whole(read(() -> new CountedPieces(MAPPER.createParser(json), pieces), JsonNode.class));
    }

    private static Read<JsonNode> whole(Read<JsonNode> read) {
        var broken = read instanceof Read.Valid<JsonNode> valid ? BrokenText.in(valid.value()) : List.<Violation>of();
        return broken.isEmpty() ? read : new Read.Invalid<>(broken);
    }

    /** Reads bytes that a stranger sent: a JSON document, of that form, that keeps the form's rules. */
    public static <T> Read<T> read(byte[] json, Class<T> type) {
        return read(() -> MAPPER.createParser(json), type);
    }

    private static <T> Read<T> read(Supplier<JsonParser> json, Class<T> type) {
        try (var parser = json.get()) {
            try {
                return checked(MAPPER.readValue(parser, type));
            } catch (JacksonException e) {
                return invalid(e, parser);
            }
        } catch (JacksonException e) {
            return invalid(e);
        }
    }

    public static <T> Read<T> read(JsonNode json, Class<T> type) {
        try {
            return checked(MAPPER.treeToValue(json, type));
        } catch (JacksonException e) {
            return invalid(e);
        }
    }

    /** @param references are told of the artifacts that it refers to */
    public static <T> Read<T> read(JsonNode json, Class<T> type, References references) {
        try {
            return checked(
                    MAPPER.reader().withAttribute(References.class, references).treeToValue(json, type));
        } catch (JacksonException e) {
            return invalid(e);
        }
    }

    public static <T> T readTrusted(String json, Class<T> type) {
        return TRUSTING.readValue(json, type);
    }

    public static <T> T readTrusted(InputStream json, Class<T> type) {
        return TRUSTING.readValue(json, type);
    }

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    public static void write(Object value, OutputStream to) {
        MAPPER.writeValue(to, value);
    }

    private static <T> Read<T> checked(T value) {
        if (value == null) {
            return Read.Invalid.of("", "must not be null");
        }
        var between = value instanceof SelfChecked document ? document.violations() : List.<Violation>of();
        var broken = Stream.concat(
                        VALIDATOR.validate(value).stream()
                                .map(v -> new Violation(pointer(v.getPropertyPath()), Rule.of(v))),
                        between.stream())
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::detail))
                .toList();
        return broken.isEmpty() ? new Read.Valid<>(value) : new Read.Invalid<>(broken);
    }

    private static String pointer(Path path) {
        var pointer = new StringBuilder();
        for (var node : path) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            } else if (node.getKey() != null) {
                pointer.append('/').append(escaped(node.getKey().toString()));
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                pointer.append('/').append(snakeCase(node.getName()));
            }
        }
        return pointer.toString();
    }

    /** What Jackson says of itself (class names, source excerpts) is of no use to a caller, and may quote a payload: only the place and the rule go out. */
    private static <T> Read<T> invalid(JacksonException e) {
        return Read.Invalid.of(path(e), rule(e));
    }

    /** Of a document of whatever form the exception says no path. */
    private static <T> Read<T> invalid(JacksonException e, JsonParser parser) {
        var path = path(e);
        return Read.Invalid.of(path.isEmpty() ? Place.of(e, parser) : path, rule(e));
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() != null ? "/" + escaped(step.getPropertyName()) : "/" + step.getIndex())
                .collect(Collectors.joining());
    }

    private static String rule(JacksonException e) {
        var message = String.valueOf(e.getOriginalMessage());
        return switch (e) {
            case StreamConstraintsException limit ->
                Place.isTooDeep(limit)
                        ? "is nested deeper than " + MAX_DEPTH + " levels"
                        : "exceeds a limit of the JSON reader";
            case InputCoercionException large -> "must be " + named(large.getTargetType());
            case StreamReadException syntax ->
                (Place.isTwice(syntax) ? "has a field twice" : "is not well-formed JSON") + at(syntax);
            case UnrecognizedPropertyException unknown -> "is not a known field";
            case MismatchedInputException nothing when message.startsWith("No content") -> "is empty";
            case MismatchedInputException more when message.startsWith("Trailing token") -> "goes on after its end";
            case MismatchedInputException wrong ->
                wrong.getTargetType() == null ? "has the wrong form" : "must be " + named(wrong.getTargetType());
            case JacksonIOException encoding -> "is not well-formed JSON in UTF-8";
            default ->
                e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null
                        ? refused.getMessage()
                        : "has the wrong form";
        };
    }

    private static String at(JacksonException e) {
        var location = e.getLocation();
        return location == null ? "" : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String named(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number" + (type == int.class || type == Integer.class ? " of at most 32 bits" : "");
        } else if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == String.class) {
            return "a string";
        } else if (type == Instant.class) {
            return Rfc3339.NAMED;
        } else if (type == Duration.class) {
            return "an ISO 8601 duration such as PT30S";
        } else if (type.isEnum()) {
            return "one of "
                    + Set.of(type.getEnumConstants()).stream()
                            .map(Object::toString)
                            .sorted()
                            .toList();
        } else if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        } else {
            return "an object";
        }
    }

    /** A record component's name as it is in JSON. */
    public static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** A name as it is in a JSON pointer. */
    public static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
