/** /v1/limits: the quotas of the whole fleet. */
@NullMarked
package io.penstock.api.limit;

import org.jspecify.annotations.NullMarked;
