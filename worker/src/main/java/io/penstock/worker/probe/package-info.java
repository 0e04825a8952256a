/** The probe's work. */
@NullMarked
package io.penstock.worker.probe;

import org.jspecify.annotations.NullMarked;
