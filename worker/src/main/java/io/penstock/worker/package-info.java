/** A worker, as a process wires it. */
@NullMarked
package io.penstock.worker;

import org.jspecify.annotations.NullMarked;
