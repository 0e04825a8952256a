package io.penstock.sandbox.fault;

import java.util.SplittableRandom;

/** A fault with those whom it is for, and how often it comes. */
final class Rule {

    private final int id;
    private final Aim aim;
    private final Fault fault;
    private final Often often;
    private final SplittableRandom dice;
    private long left;
    private long applied;

    Rule(int id, Aim aim, Fault fault, Often often) {
        this.id = id;
        this.aim = aim;
        this.fault = fault;
        this.often = often;
        this.dice = new SplittableRandom(often instanceof Often.Sometimes some ? some.seed() : 0);
        this.left = often instanceof Often.Next next ? next.times() : Long.MAX_VALUE;
    }

    boolean isScripted() {
        return often instanceof Often.Next;
    }

    boolean isUsedUp() {
        return left == 0;
    }

    Aim aim() {
        return aim;
    }

    Fault fault() {
        return fault;
    }

    /** Whether it is its turn with a request that it is for. */
    boolean strikes() {
        var strikes = !isUsedUp()
                && switch (often) {
                    case Often.Next next -> true;
                    case Often.Sometimes some -> dice.nextDouble() < some.rate();
                };
        if (strikes) {
            left--;
            applied++;
        }
        return strikes;
    }

    Standing standing() {
        return new Standing(id, fault.kind(), aim, often, isScripted() ? left : null, applied);
    }
}
