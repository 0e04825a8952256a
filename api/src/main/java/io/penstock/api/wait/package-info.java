/** Waiting for something to happen to a job. */
@NullMarked
package io.penstock.api.wait;

import org.jspecify.annotations.NullMarked;
