/** Looking through all files of a source, step by step. */
@NullMarked
package io.penstock.scheduler.analysis;

import org.jspecify.annotations.NullMarked;
