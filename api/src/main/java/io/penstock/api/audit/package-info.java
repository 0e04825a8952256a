/** /v1/audit: who changed what. */
@NullMarked
package io.penstock.api.audit;

import org.jspecify.annotations.NullMarked;
