/** What lies between us and strangers' servers: connections to public addresses only, and a gunzip that none can exhaust. */
@NullMarked
package io.penstock.guard;

import org.jspecify.annotations.NullMarked;
