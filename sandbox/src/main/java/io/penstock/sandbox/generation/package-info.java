/** A request to a model, from its arrival to its answer, whoever's format it has. */
@NullMarked
package io.penstock.sandbox.generation;

import org.jspecify.annotations.NullMarked;
