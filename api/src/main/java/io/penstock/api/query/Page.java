package io.penstock.api.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list, as a client sees it. */
public record Page<T>(List<T> data, @Nullable String nextPageToken) {

    /** The only one. */
    public static <T> Page<T> of(List<T> all) {
        return new Page<>(all, null);
    }

    /**
     * @param found one more than the page shows when there is another one behind it
     * @param token of the page behind this one, by the last that is shown here
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, String> token) {
        if (found.size() <= size) {
            return of(found);
        }
        var shown = found.subList(0, size);
        return new Page<>(shown, token.apply(shown.getLast()));
    }

    public <V> Page<V> map(Function<T, V> view) {
        return new Page<>(data.stream().map(view).toList(), nextPageToken);
    }
}
