package io.penstock.sandbox.reply;

import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** A text that says that nobody has thought about the task, and goes on for a while. */
final class Prose {

    private static final int LONGEST_TASK = 160;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private static final String[] PADDING = {
        "A model would go on here.",
        "This sentence is here for its length alone.",
        "Nothing was computed for this answer.",
        "The same request gets the same text again.",
        "What follows has no more to say than this.",
        "Its length is about that of a usual answer.",
    };

    /** The answer to who wants nothing but a diff: it fits every text, and changes nothing that was there. */
    static final String DIFF = """
            --- a
            +++ b
            @@ -0,0 +1 @@
            +Sandbox: no model has seen this.
            """;

    private Prose() {}

    static boolean isDiffWanted(Ask ask) {
        return ask.text().contains("unified diff");
    }

    static String about(String task, int tokens, SplittableRandom random) {
        var text = new StringBuilder("Sandbox: no model has seen this. The task was: \"")
                .append(shortened(SPACE.matcher(task.strip()).replaceAll(" ")))
                .append("\".");
        while (text.length() < tokens * Tokens.LENGTH) {
            text.append(' ').append(PADDING[random.nextInt(PADDING.length)]);
        }
        return text.toString();
    }

    private static String shortened(String task) {
        if (task.length() <= LONGEST_TASK) {
            return task;
        }
        // Not between the two halves of a character.
        var end = Character.isHighSurrogate(task.charAt(LONGEST_TASK - 1)) ? LONGEST_TASK - 1 : LONGEST_TASK;
        return task.substring(0, end) + "…";
    }
}
