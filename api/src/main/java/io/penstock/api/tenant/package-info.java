/** /v1/tenants: who has jobs here. */
@NullMarked
package io.penstock.api.tenant;

import org.jspecify.annotations.NullMarked;
