/** The end of artifacts. */
@NullMarked
package io.penstock.scheduler.artifact;

import org.jspecify.annotations.NullMarked;
