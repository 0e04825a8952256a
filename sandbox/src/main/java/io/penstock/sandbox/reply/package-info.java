/** What a stand-in for a model says. */
@NullMarked
package io.penstock.sandbox.reply;

import org.jspecify.annotations.NullMarked;
