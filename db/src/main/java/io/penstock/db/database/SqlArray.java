package io.penstock.db.database;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.argument.Argument;

/**
 * Arrays for statements that take a batch. The driver sends these in binary form, while it would quote and escape, element by element,
 * what reaches it as an array of objects. Where all elements are null, none are sent: the statements unnest the arrays beside each other,
 * which fills up the shorter ones with nulls.
 */
public final class SqlArray {

    private SqlArray() {}

    public static <T> Argument texts(Collection<T> items, Function<T, ?> text) {
        var array = new String[items.size()];
        int i = 0;
        for (var item : items) {
            var value = text.apply(item);
            array[i++] = value == null ? null : value.toString();
        }
        return of("text", array);
    }

    public static <T> Argument ints(Collection<T> items, Function<T, Integer> number) {
        return of("int4", items.stream().map(number).toArray(Integer[]::new));
    }

    public static <T> Argument longs(Collection<T> items, Function<T, Long> number) {
        return of("int8", items.stream().map(number).toArray(Long[]::new));
    }

    public static <T> Argument doubles(Collection<T> items, Function<T, Double> number) {
        return of("float8", items.stream().map(number).toArray(Double[]::new));
    }

    public static <T> Argument booleans(Collection<T> items, Function<T, Boolean> truth) {
        return of("bool", items.stream().map(truth).toArray(Boolean[]::new));
    }

    public static <T> Argument bytes(Collection<T> items, Function<T, byte[]> bytes) {
        return of("bytea", items.stream().map(bytes).toArray(byte[][]::new));
    }

    private static Object[] withoutNothing(Object[] elements) {
        return Stream.of(elements).allMatch(Objects::isNull) ? Arrays.copyOf(elements, 0) : elements;
    }

    private static Argument of(String type, Object[] elements) {
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, withoutNothing(elements)));
    }
}
