/** What a tenant has taken of models. */
@NullMarked
package io.penstock.api.usage;

import org.jspecify.annotations.NullMarked;
