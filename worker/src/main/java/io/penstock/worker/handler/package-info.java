/** What a handler is. */
@NullMarked
package io.penstock.worker.handler;

import org.jspecify.annotations.NullMarked;
