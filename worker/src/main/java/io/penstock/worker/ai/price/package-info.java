/** What calls cost. */
@NullMarked
package io.penstock.worker.ai.price;

import org.jspecify.annotations.NullMarked;
