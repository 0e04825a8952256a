package io.penstock.db.artifact;

import java.util.Optional;

/** What artifacts may be called. A name is for people and for whoever saves a download: it must not lead elsewhere, nor show as another. */
public final class ArtifactName {

    private static final int LONGEST = 200;

    private ArtifactName() {}

    /** The rule that it breaks, if it breaks one. */
    public static Optional<String> violation(String name) {
        if (name.isBlank()) {
            return Optional.of("must not be blank");
        } else if (name.codePointCount(0, name.length()) > LONGEST) {
            return Optional.of("must have at most " + LONGEST + " characters");
        } else if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.contains("..") || name.equals(".")) {
            return Optional.of("must be a name, not a path: none of /, \\ and .. may stand in it");
        } else if (!name.codePoints().allMatch(ArtifactName::isShown)) {
            return Optional.of("must not have control or formatting characters");
        }
        return Optional.empty();
    }

    /** Formatting characters turn names around, or hide what they end with. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
