/** Secrets that stand in files. */
@NullMarked
package io.penstock.analyzer.secret;

import org.jspecify.annotations.NullMarked;
