/** Source files, and what is told from their letters alone. */
@NullMarked
package io.penstock.analyzer.source;

import org.jspecify.annotations.NullMarked;
