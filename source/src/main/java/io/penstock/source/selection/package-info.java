/** Which of a source's files are read. */
@NullMarked
package io.penstock.source.selection;

import org.jspecify.annotations.NullMarked;
