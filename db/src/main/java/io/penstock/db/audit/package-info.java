/** Who changed what: written once and never changed. */
@NullMarked
package io.penstock.db.audit;

import org.jspecify.annotations.NullMarked;
