/** All analyzers on one file, within bounds. */
@NullMarked
package io.penstock.analyzer.analysis;

import org.jspecify.annotations.NullMarked;
