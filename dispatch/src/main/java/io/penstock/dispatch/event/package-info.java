/** What happens to jobs, told to whoever wants to know. */
@NullMarked
package io.penstock.dispatch.event;

import org.jspecify.annotations.NullMarked;
