/** Why a job does not run now. */
@NullMarked
package io.penstock.db.explain;

import org.jspecify.annotations.NullMarked;
