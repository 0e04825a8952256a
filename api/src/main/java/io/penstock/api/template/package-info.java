/** The templates of mails. */
@NullMarked
package io.penstock.api.template;

import org.jspecify.annotations.NullMarked;
