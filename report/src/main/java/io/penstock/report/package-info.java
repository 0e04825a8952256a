/** What is told of a bulk analysis: a summary, and three files. */
@NullMarked
package io.penstock.report;

import org.jspecify.annotations.NullMarked;
