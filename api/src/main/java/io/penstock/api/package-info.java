/** The front door. */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
