/** A mail server that takes everything and passes nothing on. */
@NullMarked
package io.penstock.sandbox.smtp;

import org.jspecify.annotations.NullMarked;
