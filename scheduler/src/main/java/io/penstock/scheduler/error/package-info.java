/** Counting what fails. */
@NullMarked
package io.penstock.scheduler.error;

import org.jspecify.annotations.NullMarked;
