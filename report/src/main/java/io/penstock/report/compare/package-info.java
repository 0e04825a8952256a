/** What is new, what is fixed, and what was there before. */
@NullMarked
package io.penstock.report.compare;

import org.jspecify.annotations.NullMarked;
