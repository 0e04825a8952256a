/** The endings of jobs as events tell them, found again from the rows. */
@NullMarked
package io.penstock.db.event;

import org.jspecify.annotations.NullMarked;
