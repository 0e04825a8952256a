/** What really happened to somebody's money or mail. */
@NullMarked
package io.penstock.sandbox.effect;

import org.jspecify.annotations.NullMarked;
