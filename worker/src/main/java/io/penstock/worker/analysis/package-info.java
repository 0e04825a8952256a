/** Looking through packs of source files. */
@NullMarked
package io.penstock.worker.analysis;

import org.jspecify.annotations.NullMarked;
