/** The analysis that is reported. */
@NullMarked
package io.penstock.report.subject;

import org.jspecify.annotations.NullMarked;
