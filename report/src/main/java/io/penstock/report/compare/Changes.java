package io.penstock.report.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one file's findings.
 *
 * @param present those of this analysis
 * @param gone those of the one before that are not among them
 * @param movedFrom where the file was before
 * @param moved whether it is still there, under another path
 */
public record Changes(
        List<Judged> present, List<Judged> gone, @Nullable String movedFrom, boolean moved) {}
