/** The contract. */
@NullMarked
package io.penstock.api.openapi;

import org.jspecify.annotations.NullMarked;
