/** Batches: many jobs in one request. */
@NullMarked
package io.penstock.api.batch;

import org.jspecify.annotations.NullMarked;
