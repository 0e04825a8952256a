/** Answers of models that are kept to be given again, and the questions that are being asked. */
@NullMarked
package io.penstock.db.cache;

import org.jspecify.annotations.NullMarked;
