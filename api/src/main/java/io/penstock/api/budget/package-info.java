/** /v1/budgets: what may be spent. */
@NullMarked
package io.penstock.api.budget;

import org.jspecify.annotations.NullMarked;
