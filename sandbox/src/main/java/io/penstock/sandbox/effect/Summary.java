package io.penstock.sandbox.effect;

import java.util.List;

/**
 * Whether anything was done twice.
 *
 * @param keys how many idempotency keys something was done under; one counts once for each kind and recipient
 * @param twice the first hundred keys of them under which it was done more than once
 * @param jobs the same for jobs
 */
public record Summary(
        int effects, int keys, List<Tally.Repeated> twice, int jobs, List<Tally.Repeated> jobsTwice, long dropped) {}
