/** submit. */
@NullMarked
package io.penstock.api.submit;

import org.jspecify.annotations.NullMarked;
