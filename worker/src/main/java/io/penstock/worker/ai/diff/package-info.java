/** Changes as text. */
@NullMarked
package io.penstock.worker.ai.diff;

import org.jspecify.annotations.NullMarked;
