/** Google Gemini: contents. */
@NullMarked
package io.penstock.sandbox.gemini;

import org.jspecify.annotations.NullMarked;
