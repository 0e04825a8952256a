/** What is submitted again and again: plans of local times and intervals, and what became of each of their times. */
@NullMarked
package io.penstock.db.schedule;

import org.jspecify.annotations.NullMarked;
