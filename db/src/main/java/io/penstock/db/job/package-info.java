/** A job, and reading it. */
@NullMarked
package io.penstock.db.job;

import org.jspecify.annotations.NullMarked;
