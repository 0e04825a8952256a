/** What people see: lines, tables, colours, progress; and what they answer. */
@NullMarked
package io.penstock.client.terminal;

import org.jspecify.annotations.NullMarked;
