/** Files that jobs and results refer to. */
@NullMarked
package io.penstock.api.artifact;

import org.jspecify.annotations.NullMarked;
