/** Where the bytes of artifacts lie. */
@NullMarked
package io.penstock.store;

import org.jspecify.annotations.NullMarked;
