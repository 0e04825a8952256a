/** What became of mails, and who gets none. */
@NullMarked
package io.penstock.api.mail;

import org.jspecify.annotations.NullMarked;
