/** Telling others what happened, again and again until they listen. */
@NullMarked
package io.penstock.sandbox.webhook;

import org.jspecify.annotations.NullMarked;
