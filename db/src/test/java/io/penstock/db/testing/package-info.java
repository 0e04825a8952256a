/** Databases for tests, and legal rows to put into them. */
@NullMarked
package io.penstock.db.testing;

import org.jspecify.annotations.NullMarked;
