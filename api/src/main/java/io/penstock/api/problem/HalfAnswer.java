package io.penstock.api.problem;

/**
 * Half of an answer is out and the rest cannot follow: the connection is to be cut, so that nobody takes the half for the whole. It has no
 * cause, as Spring reads the causes and takes a database's lost connection for the client's, about whom nothing needs to be done.
 */
public final class HalfAnswer extends RuntimeException {

    public HalfAnswer() {
        super("Half an answer", null, false, false);
    }
}
