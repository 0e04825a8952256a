package io.penstock.db.template;

/** The versions of a template that new jobs may use: all from the oldest to the newest. */
public record Versions(int oldest, int newest) {

    public boolean has(int version) {
        return version >= oldest && version <= newest;
    }
}
