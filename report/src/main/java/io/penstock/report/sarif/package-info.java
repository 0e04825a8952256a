/** The report for code scanning tools. */
@NullMarked
package io.penstock.report.sarif;

import org.jspecify.annotations.NullMarked;
