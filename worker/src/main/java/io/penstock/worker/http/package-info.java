/** HTTP calls to public addresses. */
@NullMarked
package io.penstock.worker.http;

import org.jspecify.annotations.NullMarked;
