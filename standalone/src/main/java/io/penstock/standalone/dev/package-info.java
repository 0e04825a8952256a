/** The whole service on one machine. */
@NullMarked
package io.penstock.standalone.dev;

import org.jspecify.annotations.NullMarked;
