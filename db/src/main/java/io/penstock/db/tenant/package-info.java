/** Who may submit. */
@NullMarked
package io.penstock.db.tenant;

import org.jspecify.annotations.NullMarked;
