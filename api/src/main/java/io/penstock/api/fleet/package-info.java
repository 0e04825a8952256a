/** /v1/workers: who runs the jobs, and which. */
@NullMarked
package io.penstock.api.fleet;

import org.jspecify.annotations.NullMarked;
