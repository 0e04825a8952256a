/** Mails that were accepted, by whatever way they came. */
@NullMarked
package io.penstock.sandbox.mail;

import org.jspecify.annotations.NullMarked;
