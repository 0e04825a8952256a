/** A git server for tests. */
@NullMarked
package io.penstock.source.testing;

import org.jspecify.annotations.NullMarked;
