/** What the pages show. */
@NullMarked
package io.penstock.analyzer.example;

import org.jspecify.annotations.NullMarked;
