/** Keys of providers that lie encrypted on the disk. */
@NullMarked
package io.penstock.worker.ai.keyset;

import org.jspecify.annotations.NullMarked;
