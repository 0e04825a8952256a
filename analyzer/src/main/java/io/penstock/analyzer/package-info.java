/** What an analyzer is. */
@NullMarked
package io.penstock.analyzer;

import org.jspecify.annotations.NullMarked;
