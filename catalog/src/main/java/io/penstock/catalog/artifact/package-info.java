/** How payloads and results refer to stored files. */
@NullMarked
package io.penstock.catalog.artifact;

import org.jspecify.annotations.NullMarked;
