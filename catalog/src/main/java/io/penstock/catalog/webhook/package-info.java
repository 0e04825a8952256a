/** Delivering callbacks. */
@NullMarked
package io.penstock.catalog.webhook;

import org.jspecify.annotations.NullMarked;
