/** Anthropic: messages. */
@NullMarked
package io.penstock.sandbox.anthropic;

import org.jspecify.annotations.NullMarked;
