/** Analyses of whole sources over HTTP. */
@NullMarked
package io.penstock.api.analysis;

import org.jspecify.annotations.NullMarked;
