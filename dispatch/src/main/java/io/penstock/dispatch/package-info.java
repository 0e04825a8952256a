/** The lanes, as a process wires them. */
@NullMarked
package io.penstock.dispatch;

import org.jspecify.annotations.NullMarked;
