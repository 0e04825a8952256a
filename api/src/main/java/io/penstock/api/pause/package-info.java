/** /v1/pauses: what people hold back for a while. */
@NullMarked
package io.penstock.api.pause;

import org.jspecify.annotations.NullMarked;
