/** /v1/auth/keys: the keys of the caller's tenant. */
@NullMarked
package io.penstock.api.key;

import org.jspecify.annotations.NullMarked;
