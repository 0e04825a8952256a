/** What attempts do to the outside world, and must not do twice. */
@NullMarked
package io.penstock.db.effect;

import org.jspecify.annotations.NullMarked;
