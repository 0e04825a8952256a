/** What goes wrong when somebody wants it to. */
@NullMarked
package io.penstock.sandbox.fault;

import org.jspecify.annotations.NullMarked;
