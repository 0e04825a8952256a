/** Jobs that ask language models. */
@NullMarked
package io.penstock.worker.ai;

import org.jspecify.annotations.NullMarked;
