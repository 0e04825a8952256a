/** replay. */
@NullMarked
package io.penstock.db.replay;

import org.jspecify.annotations.NullMarked;
