/** The commands that call a server: one class for each noun of the API. */
@NullMarked
package io.penstock.client.command;

import org.jspecify.annotations.NullMarked;
