/** Mail. */
@NullMarked
package io.penstock.worker.email;

import org.jspecify.annotations.NullMarked;
