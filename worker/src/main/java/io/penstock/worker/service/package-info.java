/** Services that are called over HTTP. */
@NullMarked
package io.penstock.worker.service;

import org.jspecify.annotations.NullMarked;
