/** Code that stands in several places. */
@NullMarked
package io.penstock.analyzer.duplicate;

import org.jspecify.annotations.NullMarked;
