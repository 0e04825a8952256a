/** The background duties, as a process wires them. */
@NullMarked
package io.penstock.scheduler;

import org.jspecify.annotations.NullMarked;
