/** /v1/lanes: what each lane has to carry. */
@NullMarked
package io.penstock.api.lane;

import org.jspecify.annotations.NullMarked;
