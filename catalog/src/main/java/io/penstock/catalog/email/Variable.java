package io.penstock.catalog.email;

import java.util.List;

/**
 * A name that a template knows.
 *
 * @param required whether it must be there wherever the sections that it is in are shown; otherwise it decides what is shown
 * @param in the sections around it, from the outside; with ^ those for what is not there
 */
public record Variable(String name, boolean required, List<String> in) {}
