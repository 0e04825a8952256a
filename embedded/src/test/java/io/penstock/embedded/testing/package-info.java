/** The real Postgres and the real Kafka that all tests of a process share. */
@NullMarked
package io.penstock.embedded.testing;

import org.jspecify.annotations.NullMarked;
