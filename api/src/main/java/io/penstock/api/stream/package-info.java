/** Following jobs and events as they come, as server-sent events. */
@NullMarked
package io.penstock.api.stream;

import org.jspecify.annotations.NullMarked;
