/** claim, finish, retry, release and rescue. */
@NullMarked
package io.penstock.db.claim;

import org.jspecify.annotations.NullMarked;
