/** The probe. */
@NullMarked
package io.penstock.catalog.probe;

import org.jspecify.annotations.NullMarked;
