/** /v1/jobs/{id}/explain: why a job does not run now. */
@NullMarked
package io.penstock.api.explain;

import org.jspecify.annotations.NullMarked;
