/** cancel. */
@NullMarked
package io.penstock.api.control;

import org.jspecify.annotations.NullMarked;
