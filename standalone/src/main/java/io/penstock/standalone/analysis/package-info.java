/** Analyses as they are run from the command line, on a server or all by themselves. */
@NullMarked
package io.penstock.standalone.analysis;

import org.jspecify.annotations.NullMarked;
