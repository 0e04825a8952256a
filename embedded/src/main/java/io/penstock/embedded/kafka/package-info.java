/** Kafka inside the process. */
@NullMarked
package io.penstock.embedded.kafka;

import org.jspecify.annotations.NullMarked;
