/** The query parameters of a request. */
@NullMarked
package io.penstock.api.query;

import org.jspecify.annotations.NullMarked;
