package io.penstock.source.selection;

import io.penstock.source.FileName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What was left out: how much for which reason, and the first paths of each. */
public final class LeftOut {

    public static final int EXAMPLES = 20;

    private final Map<Reason, Left> all = new EnumMap<>(Reason.class);

    public void add(Reason reason, String path) {
        all.computeIfAbsent(reason, any -> new Left()).add(path);
    }

    public int count(Reason reason) {
        var left = all.get(reason);
        return left == null ? 0 : left.count;
    }

    public List<String> examples(Reason reason) {
        var left = all.get(reason);
        return left == null ? List.of() : List.copyOf(left.first);
    }

    private static final class Left {

        private final TreeSet<String> first = new TreeSet<>(FileName.ORDER);
        private int count;

        void add(String path) {
            count++;
            first.add(FileName.shown(path));
            if (first.size() > EXAMPLES) {
                first.pollLast();
            }
        }
    }
}
