/** OpenAI: chat completions and responses. */
@NullMarked
package io.penstock.sandbox.openai;

import org.jspecify.annotations.NullMarked;
