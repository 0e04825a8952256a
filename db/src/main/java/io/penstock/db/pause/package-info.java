/** The pauses: what people hold back for a while, and why. */
@NullMarked
package io.penstock.db.pause;

import org.jspecify.annotations.NullMarked;
