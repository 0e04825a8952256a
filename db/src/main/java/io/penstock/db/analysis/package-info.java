/** Looking through all files of a source: analyses, their files, and what is known of files from before. */
@NullMarked
package io.penstock.db.analysis;

import org.jspecify.annotations.NullMarked;
