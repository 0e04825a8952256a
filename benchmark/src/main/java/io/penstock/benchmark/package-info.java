/** Figures, each measured beside what it is compared with. */
@NullMarked
package io.penstock.benchmark;

import org.jspecify.annotations.NullMarked;
