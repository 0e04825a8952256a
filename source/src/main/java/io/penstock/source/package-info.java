/** What an analysis reads: repositories and archives. */
@NullMarked
package io.penstock.source;

import org.jspecify.annotations.NullMarked;
