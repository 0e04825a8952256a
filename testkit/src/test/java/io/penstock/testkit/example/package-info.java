/** A kind of an installation's own, as docs/handlers.md shows it. */
@NullMarked
package io.penstock.testkit.example;

import org.jspecify.annotations.NullMarked;
