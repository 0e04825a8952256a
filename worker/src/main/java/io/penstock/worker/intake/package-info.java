/** claim, and the life of a worker. */
@NullMarked
package io.penstock.worker.intake;

import org.jspecify.annotations.NullMarked;
