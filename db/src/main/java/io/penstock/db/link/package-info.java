/** What makes links trustworthy that need no key. */
@NullMarked
package io.penstock.db.link;

import org.jspecify.annotations.NullMarked;
