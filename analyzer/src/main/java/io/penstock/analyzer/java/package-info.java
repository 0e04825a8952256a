/** PMD, for Java. */
@NullMarked
package io.penstock.analyzer.java;

import org.jspecify.annotations.NullMarked;
