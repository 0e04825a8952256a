/** The templates of mails that tenants have stored. */
@NullMarked
package io.penstock.db.template;

import org.jspecify.annotations.NullMarked;
