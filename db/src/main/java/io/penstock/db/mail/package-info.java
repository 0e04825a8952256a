/** What became of mails, and who gets none. */
@NullMarked
package io.penstock.db.mail;

import org.jspecify.annotations.NullMarked;
