/** rescue. */
@NullMarked
package io.penstock.scheduler.rescue;

import org.jspecify.annotations.NullMarked;
