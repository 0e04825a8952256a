/** PostgreSQL inside the process's reach. */
@NullMarked
package io.penstock.embedded.postgres;

import org.jspecify.annotations.NullMarked;
