/** Who asked for what, and what came of it. */
@NullMarked
package io.penstock.sandbox.journal;

import org.jspecify.annotations.NullMarked;
