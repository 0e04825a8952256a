/** The lanes and what travels on them. */
@NullMarked
package io.penstock.dispatch.lane;

import org.jspecify.annotations.NullMarked;
