/** Callbacks: what is owed, its delivery, and what it is signed with. */
@NullMarked
package io.penstock.db.webhook;

import org.jspecify.annotations.NullMarked;
