/** Repositories on servers. */
@NullMarked
package io.penstock.source.git;

import org.jspecify.annotations.NullMarked;
