/** What language models are asked for, and what comes of it. */
@NullMarked
package io.penstock.catalog.ai;

import org.jspecify.annotations.NullMarked;
