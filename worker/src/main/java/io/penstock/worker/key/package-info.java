/** The keys of services that workers call: where they are, and that nobody sees them. */
@NullMarked
package io.penstock.worker.key;

import org.jspecify.annotations.NullMarked;
