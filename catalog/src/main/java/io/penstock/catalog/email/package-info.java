/** Mail. */
@NullMarked
package io.penstock.catalog.email;

import org.jspecify.annotations.NullMarked;
