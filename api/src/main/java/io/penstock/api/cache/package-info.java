/** The answers that are kept to be given again. */
@NullMarked
package io.penstock.api.cache;

import org.jspecify.annotations.NullMarked;
