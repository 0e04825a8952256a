/** What is wrong with a request. */
@NullMarked
package io.penstock.api.problem;

import org.jspecify.annotations.NullMarked;
