/** Bulk operations at work. */
@NullMarked
package io.penstock.scheduler.bulk;

import org.jspecify.annotations.NullMarked;
