/** Archives that were uploaded: zip, tar and tar.gz. */
@NullMarked
package io.penstock.source.archive;

import org.jspecify.annotations.NullMarked;
