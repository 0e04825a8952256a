/** /v1/schedules: what is submitted again and again. */
@NullMarked
package io.penstock.api.schedule;

import org.jspecify.annotations.NullMarked;
