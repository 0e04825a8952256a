/** /v1/error-groups: what fails, grouped by what it has in common. */
@NullMarked
package io.penstock.api.error;

import org.jspecify.annotations.NullMarked;
