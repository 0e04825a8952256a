/** The failures of jobs, grouped by what they have in common. */
@NullMarked
package io.penstock.db.error;

import org.jspecify.annotations.NullMarked;
