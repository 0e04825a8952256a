/** What is not to be kept. */
@NullMarked
package io.penstock.scheduler.forget;

import org.jspecify.annotations.NullMarked;
