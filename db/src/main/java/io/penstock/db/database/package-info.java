/** The pool, the migrations, and many callers in one transaction. */
@NullMarked
package io.penstock.db.database;

import org.jspecify.annotations.NullMarked;
