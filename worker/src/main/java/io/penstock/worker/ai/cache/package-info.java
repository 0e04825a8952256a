/** Giving an answer again, and asking a question once for all who have it. */
@NullMarked
package io.penstock.worker.ai.cache;

import org.jspecify.annotations.NullMarked;
