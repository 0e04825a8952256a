package io.penstock.sandbox.fault;

import java.time.Duration;

/** One way in which an answer goes wrong. */
public sealed interface Fault {

    /** The name in JSON and in the journal. */
    String kind();

    /** An error instead of the answer. */
    record Refused(Refusal refusal) implements Fault {
        @Override
        public String kind() {
            return refusal.reason().label();
        }
    }

    /** No answer, until the client gives up or the sandbox ends. */
    record Hang() implements Fault {
        @Override
        public String kind() {
            return "hang";
        }
    }

    /** The connection is closed without an answer. */
    record Reset() implements Fault {
        @Override
        public String kind() {
            return "reset";
        }
    }

    /** What is asked for is done, and the connection closed without an answer. */
    record ResetAfter() implements Fault {
        @Override
        public String kind() {
            return "reset_after";
        }
    }

    /** What is asked for is done, and an error answered all the same. */
    record RefusedAfter(Refusal refusal) implements Fault {
        @Override
        public String kind() {
            return refusal.reason().label() + "_after";
        }
    }

    /** The answer comes later. */
    record Slow(Duration delay) implements Fault {
        @Override
        public String kind() {
            return "slow";
        }
    }

    /** Each chunk of a stream comes later. */
    record SlowStream(Duration delay) implements Fault {
        @Override
        public String kind() {
            return "slow_stream";
        }
    }

    /**
     * A stream stops after so many chunks.
     *
     * @param clean whether HTTP knows an end at least
     */
    record CutStream(int after, boolean clean) implements Fault {
        @Override
        public String kind() {
            return "cut_stream";
        }
    }

    /** An error comes after so many chunks of a stream. */
    record StreamError(int after, Refusal refusal) implements Fault {
        @Override
        public String kind() {
            return "stream_error";
        }
    }

    /** What comes is not JSON. */
    record BadJson() implements Fault {
        @Override
        public String kind() {
            return "bad_json";
        }
    }

    /** The text stops in the middle, as if there had been no more tokens. */
    record Truncated() implements Fault {
        @Override
        public String kind() {
            return "truncated";
        }
    }

    /** The text is JSON, but not of the schema that was asked for. */
    record InvalidOutput() implements Fault {
        @Override
        public String kind() {
            return "invalid_output";
        }
    }

    /** A filter held the answer back. */
    record ContentFilter() implements Fault {
        @Override
        public String kind() {
            return "content_filter";
        }
    }

    /** The model says that it will not. */
    record Declined() implements Fault {
        @Override
        public String kind() {
            return "declined";
        }
    }
}
