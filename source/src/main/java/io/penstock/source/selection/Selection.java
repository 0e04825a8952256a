package io.penstock.source.selection;

import io.penstock.catalog.json.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which files are wanted, by their paths. */
public final class Selection {

    private static final int MOST = 100;
    private static final int LONGEST = 500;

    /** What is made or fetched, and no source, wherever it lies. */
    private static final Set<String> FETCHED =
            Set.of("node_modules", "bower_components", ".venv", "__pycache__", ".gradle", ".tox");

    /** The same, but below src they may be the name of a package. */
    private static final Set<String> MADE = Set.of("vendor", "target", "build", "dist");

    private final List<Glob> include;
    private final List<Glob> exclude;

    private Selection(List<Glob> include, List<Glob> exclude) {
        this.include = include;
        this.exclude = exclude;
    }

    /** @throws IllegalArgumentException if {@link #violations} has anything to say of them */
    public static Selection of(@Nullable List<String> include, @Nullable List<String> exclude) {
        var broken = violations(include, exclude);
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(
                    broken.getFirst().pointer() + " " + broken.getFirst().detail());
        }
        return new Selection(globs(include, "", new ArrayList<>()), globs(exclude, "", new ArrayList<>()));
    }

    /** What is wrong with these globs, with pointers such as /include/0. */
    public static List<Violation> violations(@Nullable List<String> include, @Nullable List<String> exclude) {
        var broken = new ArrayList<Violation>();
        globs(include, "/include", broken);
        globs(exclude, "/exclude", broken);
        return broken;
    }

    public boolean includes() {
        return !include.isEmpty();
    }

    /** Why the file is not wanted; null if it is. */
    public @Nullable Reason reason(String path, Ignores ignores) {
        var parts = Parts.of(path);
        if (isUnwanted(path.split("/", -1)) || ignores.ignore(path)) {
            return Reason.IGNORED;
        }
        if (!include.isEmpty() && include.stream().noneMatch(glob -> glob.covers(parts))) {
            return Reason.NOT_INCLUDED;
        }
        return exclude.stream().anyMatch(glob -> glob.covers(parts)) ? Reason.EXCLUDED : null;
    }

    /** Whether no file in the folder is wanted, so that nobody need look. */
    public boolean isUnwantedFolder(String folder, Ignores ignores) {
        return isUnwanted((folder + "/").split("/", -1)) || ignores.ignoreFolder(folder);
    }

    private boolean isUnwanted(String[] names) {
        boolean belowSrc = false;
        for (int i = 0; i < names.length - 1; i++) {
            var name = names[i];
            if ((FETCHED.contains(name) || (!belowSrc && MADE.contains(name)))
                    && include.stream().noneMatch(glob -> glob.hasName(name))) {
                return true;
            }
            belowSrc |= name.equals("src");
        }
        return false;
    }

    private static List<Glob> globs(@Nullable List<String> patterns, String pointer, List<Violation> broken) {
        var globs = new ArrayList<Glob>();
        if (patterns == null) {
            return globs;
        }
        if (patterns.size() > MOST) {
            broken.add(new Violation(pointer, "must have at most " + MOST + " patterns"));
            return globs;
        }
        for (int i = 0; i < patterns.size(); i++) {
            try {
                for (var pattern : Braces.expand(checked(patterns.get(i)))) {
                    globs.add(Glob.parse(pattern));
                }
            } catch (BadGlob e) {
                broken.add(new Violation(pointer + "/" + i, e.detail()));
            }
        }
        return globs;
    }

    private static String checked(String pattern) throws BadGlob {
        if (pattern.isBlank()) {
            throw new BadGlob("must not be blank");
        }
        if (pattern.length() > LONGEST) {
            throw new BadGlob("must have at most " + LONGEST + " characters");
        }
        if (pattern.chars().anyMatch(Character::isISOControl)) {
            throw new BadGlob("must have no control characters");
        }
        if (pattern.startsWith("!")) {
            throw new BadGlob("must not begin with !: there are include and exclude");
        }
        return pattern;
    }
}
