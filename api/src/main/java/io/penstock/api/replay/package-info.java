/** Jobs that run once more, and the runs they have behind them. */
@NullMarked
package io.penstock.api.replay;

import org.jspecify.annotations.NullMarked;
