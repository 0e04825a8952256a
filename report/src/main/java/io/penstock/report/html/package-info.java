/** The report for people. */
@NullMarked
package io.penstock.report.html;

import org.jspecify.annotations.NullMarked;
