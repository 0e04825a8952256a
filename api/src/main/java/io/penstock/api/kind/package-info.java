/** The kinds. */
@NullMarked
package io.penstock.api.kind;

import org.jspecify.annotations.NullMarked;
