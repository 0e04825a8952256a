/** What the services that workers call tell us on their own. */
@NullMarked
package io.penstock.api.hook;

import org.jspecify.annotations.NullMarked;
