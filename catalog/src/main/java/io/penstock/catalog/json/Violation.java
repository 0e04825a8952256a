package io.penstock.catalog.json;

/** One thing that is wrong with a document: where (a JSON pointer) and which rule it breaks. */
public record Violation(String pointer, String detail) {

    public Violation under(String prefix) {
        return new Violation(prefix + pointer, detail);
    }
}
