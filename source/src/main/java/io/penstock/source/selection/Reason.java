package io.penstock.source.selection;

import java.util.Locale;

/** Why something is left out of a snapshot. */
public enum Reason {
    /** By a .gitignore, in .git, or in a folder of what is made or fetched. */
    IGNORED,
    EXCLUDED,
    NOT_INCLUDED,
    /** Not text in UTF-8. */
    BINARY,
    TOO_LARGE,
    /** Symbolic and hard links, devices. */
    LINK,
    SUBMODULE,
    /** Its name could not be told apart from another, or be shown. */
    BAD_NAME;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
