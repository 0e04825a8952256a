package io.penstock.catalog.email;

import java.util.List;

/** What stands in a template between its texts. */
sealed interface Node {

    /** A place that a variable fills. */
    record Value(String name) implements Node {}

    /** @param inverted whether it stands for what is not there */
    record Section(String name, boolean inverted, List<Node> inside) implements Node {}
}
