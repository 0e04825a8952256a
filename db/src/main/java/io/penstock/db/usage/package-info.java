/** What was taken of models, by tenant and day. */
@NullMarked
package io.penstock.db.usage;

import org.jspecify.annotations.NullMarked;
