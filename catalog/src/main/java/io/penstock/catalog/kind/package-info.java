/** What a kind of job is, and which there are. */
@NullMarked
package io.penstock.catalog.kind;

import org.jspecify.annotations.NullMarked;
