/** What others tell us, and the jobs that wait for it. */
@NullMarked
package io.penstock.db.notice;

import org.jspecify.annotations.NullMarked;
