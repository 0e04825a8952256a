package io.penstock.analyzer.source;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of source, as analyzers see it. */
public final class SourceFile {

    private static final Pattern OF_TESTS = Pattern.compile(
            "(?i)(^|/)(tests?|__tests__|spec|specs|testdata|test-data|fixtures?|mocks?|__mocks__|examples?|samples?)/"
                    + "|(^|/)test_[^/]*$|([._-](test|tests|spec)\\.[^/.]*|(Test|Tests|IT)\\.[^/.]*)$");

    private final String path;
    private final Language language;
    private final String text;
    private final int[] starts;

    private SourceFile(String path, Language language, String text) {
        this.path = path;
        this.language = language;
        this.text = text;
        this.starts = starts(text);
    }

    /** @param language as the analyzers call it; told by path and first line unless it is one */
    public static SourceFile of(String path, @Nullable String language, String text) {
        int end = text.indexOf('\n');
        var first = end < 0 ? text : text.substring(0, end);
        return new SourceFile(
                path,
                language == null
                        ? Language.of(path, first)
                        : Language.find(language).orElseGet(() -> Language.of(path, first)),
                text);
    }

    private static int[] starts(String text) {
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            count++;
        }
        var starts = new int[count];
        int line = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            starts[line++] = at + 1;
        }
        return starts;
    }

    public String path() {
        return path;
    }

    public Language language() {
        return language;
    }

    public String text() {
        return text;
    }

    /** A line break at the end of the file begins no line. */
    public int lines() {
        return text.isEmpty() ? 0 : starts[starts.length - 1] == text.length() ? starts.length - 1 : starts.length;
    }

    /** One line, from 1, without its end; empty where there is none. */
    public String line(int nr) {
        if (nr < 1 || nr > starts.length) {
            return "";
        }
        int end = nr == starts.length ? text.length() : starts[nr] - 1;
        return text.substring(starts[nr - 1], end);
    }

    /** @param end the first letter behind it */
    public Span span(int start, int end) {
        int first = lineOf(start);
        int last = lineOf(end);
        return new Span(first, start - starts[first - 1] + 1, last, end - starts[last - 1] + 1);
    }

    private int lineOf(int at) {
        int found = Arrays.binarySearch(starts, at);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Whether it looks like a test, or like something that only a test or a reader uses. */
    public boolean isOfTests() {
        return OF_TESTS.matcher(path).find();
    }
}
