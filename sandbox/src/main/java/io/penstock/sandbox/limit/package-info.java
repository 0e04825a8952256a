/** How much a model gives to one key, and how fast. */
@NullMarked
package io.penstock.sandbox.limit;

import org.jspecify.annotations.NullMarked;
