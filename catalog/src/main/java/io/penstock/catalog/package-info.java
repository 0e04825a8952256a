/** What Penstock can do. */
@NullMarked
package io.penstock.catalog;

import org.jspecify.annotations.NullMarked;
