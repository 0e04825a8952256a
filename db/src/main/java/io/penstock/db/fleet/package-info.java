/** The workers. */
@NullMarked
package io.penstock.db.fleet;

import org.jspecify.annotations.NullMarked;
