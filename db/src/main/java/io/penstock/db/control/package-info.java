/** cancel, expire and resolve. */
@NullMarked
package io.penstock.db.control;

import org.jspecify.annotations.NullMarked;
