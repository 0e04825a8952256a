package io.penstock.db.limit;

/** What is left of a limit at a moment, and how much of that is given away. For one thread. */
public final class Permits {

    private final long burst;
    private long left;
    private double atOnce;
    private long given;
    private long jobs;

    Permits(long left, double atOnce, long burst) {
        this.left = left;
        this.atOnce = atOnce;
        this.burst = burst;
    }

    /** How many jobs of the least weight may go through. */
    public long most() {
        return Math.max(0, Math.min(left, (long) atOnce));
    }

    /**
     * Something heavier than may go at once goes when as much as that is there, and what follows waits the longer. What weighs nothing
     * needs that something is left.
     */
    public boolean has(long weight) {
        return left >= Math.max(weight, 1) && atOnce >= Math.min(weight, burst);
    }

    public void give(long weight) {
        left -= weight;
        atOnce -= weight;
        given += weight;
        jobs++;
    }

    /** Some were given to a job that did not take them. */
    public void takeBack(long weight) {
        given -= weight;
        jobs--;
    }

    public long given() {
        return given;
    }

    /** To so many jobs. */
    long jobs() {
        return jobs;
    }
}
