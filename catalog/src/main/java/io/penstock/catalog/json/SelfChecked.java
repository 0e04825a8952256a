package io.penstock.catalog.json;

import java.util.List;

/** A document with rules between its fields, beside those of each. */
public interface SelfChecked {

    /** What is wrong; any field may be missing or wrong by itself, which is told elsewhere. */
    List<Violation> violations();
}
