/** The database, as a process wires it. */
@NullMarked
package io.penstock.db;

import org.jspecify.annotations.NullMarked;
