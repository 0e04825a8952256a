/** HTTP, and nothing of what is said over it. */
@NullMarked
package io.penstock.sandbox.server;

import org.jspecify.annotations.NullMarked;
