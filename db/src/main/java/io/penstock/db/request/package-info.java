/** What clients say of jobs and batches, and what is wrong with it. */
@NullMarked
package io.penstock.db.request;

import org.jspecify.annotations.NullMarked;
