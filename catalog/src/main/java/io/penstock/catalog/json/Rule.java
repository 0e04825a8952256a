package io.penstock.catalog.json;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Size;

/** What is said of a value that breaks a rule: of a size, that it is one of characters, or of entries. */
final class Rule {

    private static final String NOTHING_OF_ITS_OWN = "{jakarta.validation.constraints.Size.message}";

    private Rule() {}

    static String of(ConstraintViolation<?> violation) {
        return violation.getConstraintDescriptor().getAnnotation() instanceof Size size
                        && violation.getMessageTemplate().equals(NOTHING_OF_ITS_OWN)
                ? "must have %s %s"
                        .formatted(
                                bounds(size),
                                violation.getInvalidValue() instanceof CharSequence ? "characters" : "entries")
                : violation.getMessage();
    }

    private static String bounds(Size size) {
        return size.min() == 0 ? "at most " + size.max() : "between %d and %d".formatted(size.min(), size.max());
    }
}
