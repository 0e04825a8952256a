package io.penstock.sandbox.fault;

/** How often a fault comes. */
public sealed interface Often {

    Often ONCE = new Next(1);

    /** With the next requests that it is for, so many times. */
    record Next(int times) implements Often {
        public Next {
            if (times < 1) {
                throw new IllegalArgumentException("A fault comes at least once");
            }
        }
    }

    /** With a part of all requests that it is for, until it is taken away. */
    record Sometimes(double rate, long seed) implements Often {
        public Sometimes {
            if (!(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException("A rate is above 0 and at most 1");
            }
        }
    }
}
