/** HTTP calls. */
@NullMarked
package io.penstock.catalog.http;

import org.jspecify.annotations.NullMarked;
