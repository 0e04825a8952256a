/** SendGrid: mails over HTTP, and what becomes of them. */
@NullMarked
package io.penstock.sandbox.sendgrid;

import org.jspecify.annotations.NullMarked;
