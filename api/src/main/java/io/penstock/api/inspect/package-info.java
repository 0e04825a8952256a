/** Reading jobs. */
@NullMarked
package io.penstock.api.inspect;

import org.jspecify.annotations.NullMarked;
