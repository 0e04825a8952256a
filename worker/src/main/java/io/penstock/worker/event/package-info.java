/** What a worker tells of the jobs it has. */
@NullMarked
package io.penstock.worker.event;

import org.jspecify.annotations.NullMarked;
