package io.penstock.standalone.cli;

import io.penstock.client.command.Client;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help;

/** The commands as the help lists them: by what one wants to do. */
final class CommandGroups {

    private static final Map<String, Set<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Try it, on this machine:", Set.of("dev", "demo", "analyze"));
        GROUPS.put("Use a server:", Client.nouns());
        GROUPS.put("Run it:", Set.of("api", "worker", "scheduler", "migrate"));
    }

    private static final String OTHERS = "And:";

    private CommandGroups() {}

    static String list(Help help) {
        var left = new LinkedHashMap<>(help.subcommands());
        int width = left.keySet().stream().mapToInt(String::length).max().orElse(0);
        var text = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            var group = new ArrayList<>(left.keySet());
            group.retainAll(names);
            add(text, title, group, left, width);
            left.keySet().removeAll(names);
        });
        add(text, OTHERS, List.copyOf(left.keySet()), left, width);
        return text.toString();
    }

    private static void add(StringBuilder text, String title, List<String> names, Map<String, Help> all, int width) {
        text.append("%n%s%n".formatted(title));
        for (var name : names) {
            var help = all.get(name);
            if (help != null) {
                var says = help.commandSpec().usageMessage().description();
                text.append("  %s  %s%n"
                        .formatted(
                                help.colorScheme().commandText(name) + " ".repeat(width - name.length()),
                                says.length == 0 ? "" : says[0]));
            }
        }
    }
}
