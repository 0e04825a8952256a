/** /v1/gates: what waits where. */
@NullMarked
package io.penstock.api.gate;

import org.jspecify.annotations.NullMarked;
