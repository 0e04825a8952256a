/** Running a handler in a test as a worker would. */
@NullMarked
package io.penstock.testkit;

import org.jspecify.annotations.NullMarked;
