/** The texts of a source as it was at one moment. */
@NullMarked
package io.penstock.source.snapshot;

import org.jspecify.annotations.NullMarked;
