/** Analysis of source files. */
@NullMarked
package io.penstock.catalog.analysis;

import org.jspecify.annotations.NullMarked;
