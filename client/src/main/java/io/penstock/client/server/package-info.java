/** A Penstock that is called over HTTP: where it is, with which key, and what it answers. */
@NullMarked
package io.penstock.client.server;

import org.jspecify.annotations.NullMarked;
