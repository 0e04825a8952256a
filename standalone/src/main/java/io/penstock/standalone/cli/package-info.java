/** The command line. */
@NullMarked
package io.penstock.standalone.cli;

import org.jspecify.annotations.NullMarked;
