package io.penstock.sandbox.webhook;

/** What a webhook is told in one request. */
public interface Notice {

    /** The id of what happened; the first one's if it is several things. */
    String event();

    String type();

    /** The id of that to which it happened. */
    String about();

    /** The body. */
    String written();
}
