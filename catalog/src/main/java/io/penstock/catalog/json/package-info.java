/** Reading what strangers send, and saying what is wrong with it. */
@NullMarked
package io.penstock.catalog.json;

import org.jspecify.annotations.NullMarked;
