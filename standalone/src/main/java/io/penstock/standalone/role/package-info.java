/** A process and its roles. */
@NullMarked
package io.penstock.standalone.role;

import org.jspecify.annotations.NullMarked;
