/** Providers that answer as a test says. */
@NullMarked
package io.penstock.worker.ai.testing;

import org.jspecify.annotations.NullMarked;
