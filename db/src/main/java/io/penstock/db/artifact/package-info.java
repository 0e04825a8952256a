/** Files that payloads and results refer to. */
@NullMarked
package io.penstock.db.artifact;

import org.jspecify.annotations.NullMarked;
