/** The services that run language models, each in its own wire format. */
@NullMarked
package io.penstock.worker.ai.provider;

import org.jspecify.annotations.NullMarked;
