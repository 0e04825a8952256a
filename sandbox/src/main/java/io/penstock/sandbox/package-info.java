/** Loopback stand-ins of the services that jobs call, on their real wire formats. */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
