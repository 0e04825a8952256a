/** The whole report, for programs. */
@NullMarked
package io.penstock.report.json;

import org.jspecify.annotations.NullMarked;
