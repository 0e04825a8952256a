/** Callbacks arrive. */
@NullMarked
package io.penstock.worker.webhook;

import org.jspecify.annotations.NullMarked;
