/** The figures of an analysis, and whether it keeps what it is held to. */
@NullMarked
package io.penstock.report.summary;

import org.jspecify.annotations.NullMarked;
