/** Things that are done again and again. */
@NullMarked
package io.penstock.dispatch.loop;

import org.jspecify.annotations.NullMarked;
