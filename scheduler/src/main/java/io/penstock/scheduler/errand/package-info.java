/** Work of many steps that a scheduler does as jobs of Spring Batch, one scheduler at a time, and that another one goes on with. */
@NullMarked
package io.penstock.scheduler.errand;

import org.jspecify.annotations.NullMarked;
