/** run and finish. */
@NullMarked
package io.penstock.worker.run;

import org.jspecify.annotations.NullMarked;
