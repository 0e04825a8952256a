/** The models that an installation may ask, and the routes over them. */
@NullMarked
package io.penstock.worker.ai.deployment;

import org.jspecify.annotations.NullMarked;
