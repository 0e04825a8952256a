/** What a parser sees: rules as queries, measures of functions. */
@NullMarked
package io.penstock.analyzer.syntax;

import org.jspecify.annotations.NullMarked;
