/** What somebody meant to do. */
@NullMarked
package io.penstock.analyzer.todo;

import org.jspecify.annotations.NullMarked;
