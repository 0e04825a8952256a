package io.penstock.source;

import java.time.Duration;

/**
 * What one source may take.
 *
 * @param fetchedBytes that come over the wire, or that an archive has
 * @param bytes of all its files, unpacked
 * @param files and folders and links that it has, whether they are selected or not
 * @param fileBytes of one file; larger ones are left out and never read
 * @param time until all is read
 */
public record Caps(long fetchedBytes, long bytes, int files, int fileBytes, Duration time) {

    public Caps {
        if (fetchedBytes < 1 || bytes < 1 || files < 1 || fileBytes < 1 || !time.isPositive()) {
            throw new IllegalArgumentException("Caps are positive");
        }
    }
}
