/** dispatch. */
@NullMarked
package io.penstock.dispatch.dispatcher;

import org.jspecify.annotations.NullMarked;
