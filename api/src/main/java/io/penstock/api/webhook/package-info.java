/** Callbacks: their secrets, their deliveries, and the URLs that want none. */
@NullMarked
package io.penstock.api.webhook;

import org.jspecify.annotations.NullMarked;
