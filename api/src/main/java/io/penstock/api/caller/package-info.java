/** Who sent a request. */
@NullMarked
package io.penstock.api.caller;

import org.jspecify.annotations.NullMarked;
