package io.penstock.db.tenant;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a key may do. Each may do what those before it may, and more. */
public enum Role {
    /** Sees that jobs run, and how, and never what they carry. */
    METADATA_VIEWER,
    VIEWER,
    SUBMITTER,
    OPERATOR,
    ADMIN;

    /** The name in SQL and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isAtLeast(Role other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Role> find(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }

    /** All labels, for people. */
    public static String labels() {
        return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    }
}
