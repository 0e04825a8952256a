package io.penstock.analyzer.syntax;

import io.penstock.analyzer.Allowance;
import io.penstock.catalog.analysis.FunctionMetrics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSNode;
import org.treesitter.TSTreeCursor;

/** Goes once over a tree, without calling itself: a file may be as deep as it is long. */
final class Walk {

    private static final int LONGEST_NAME = 200;
    private static final int NODES_BETWEEN_CHECKS = 64;

    /** What a function without a name may be the value of, by the field that has the name. */
    private static final Set<String> NAMES = Set.of("name", "key", "left", "property");

    private static final Set<String> NAMERS = Set.of(
            "variable_declarator", "pair", "assignment_expression", "field_definition", "public_field_definition");

    private final Roles roles;
    private final Bytes bytes;
    private final Allowance allowance;
    private final Measured measured = new Measured();
    private final Deque<Open> open = new ArrayDeque<>();

    /** What the nodes above this one are, from the root on. */
    private byte[] above = new byte[256];

    private int depth;
    private int errorsAbove;

    /** A function that is not over yet. */
    private static final class Open {
        private final String name;
        private final int line;
        private final int lines;
        private int complexity = 1;
        private int nested;
        private int deepest;

        Open(String name, int line, int lines) {
            this.name = name;
            this.line = line;
            this.lines = lines;
        }
    }

    Walk(Roles roles, Bytes bytes, Allowance allowance) {
        this.roles = roles;
        this.bytes = bytes;
        this.allowance = allowance;
    }

    Measured over(TSNode root) {
        boolean broken = root.hasError();
        try (var cursor = new TSTreeCursor(root)) {
            for (int nodes = 1; ; nodes++) {
                if (nodes % NODES_BETWEEN_CHECKS == 0) {
                    allowance.check();
                }
                enter(cursor, broken);
                if (cursor.gotoFirstChild()) {
                    depth++;
                } else if (!leave(cursor)) {
                    return measured;
                }
            }
        }
    }

    /** To the next node that was not entered yet; false at the end. */
    private boolean leave(TSTreeCursor cursor) {
        exit();
        while (!cursor.gotoNextSibling()) {
            if (!cursor.gotoParent()) {
                return false;
            }
            depth--;
            exit();
        }
        return true;
    }

    private void enter(TSTreeCursor cursor, boolean broken) {
        var node = cursor.currentNode();
        byte role = roles.of(node.getSymbol());
        if (broken) {
            role |= error(node);
        }
        if ((role & Roles.FUNCTION) != 0) {
            int line = node.getStartPoint().getRow() + 1;
            open.push(new Open(name(node), line, node.getEndPoint().getRow() + 2 - line));
        }
        var function = open.peek();
        if (function != null && (role & Roles.BRANCH) != 0) {
            function.complexity++;
        }
        if (function != null && (role & Roles.NESTING) != 0) {
            if (isElseIf(cursor, role)) {
                role &= ~Roles.NESTING;
            } else {
                function.deepest = Math.max(function.deepest, ++function.nested);
            }
        }
        if (depth == above.length) {
            above = Arrays.copyOf(above, depth * 2);
        }
        above[depth] = role;
    }

    private void exit() {
        byte role = above[depth];
        if ((role & Roles.ERROR) != 0) {
            errorsAbove--;
        }
        var function = open.peek();
        if (function == null) {
            return;
        }
        if ((role & Roles.NESTING) != 0) {
            function.nested--;
        }
        if ((role & Roles.FUNCTION) != 0) {
            open.pop();
            measured.add(new FunctionMetrics(
                    function.name, function.line, function.lines, function.complexity, function.deepest));
        }
    }

    /** Of errors in errors only the outermost is one. */
    private byte error(TSNode node) {
        if (!node.isError() && !node.isMissing()) {
            return 0;
        }
        if (errorsAbove++ == 0) {
            measured.addError(bytes.span(node));
        }
        return Roles.ERROR;
    }

    private boolean isElseIf(TSTreeCursor cursor, byte role) {
        return (role & Roles.IF) != 0
                && depth > 0
                && ((above[depth - 1] & Roles.ELSE) != 0 || "alternative".equals(cursor.currentFieldName()));
    }

    private String name(TSNode function) {
        var name = function.getChildByFieldName("name");
        if (isThere(name)) {
            return bytes.text(name, LONGEST_NAME);
        }
        var parent = function.getParent();
        if (isThere(parent) && NAMERS.contains(parent.getType())) {
            for (var field : NAMES) {
                var named = parent.getChildByFieldName(field);
                if (isThere(named)) {
                    return bytes.text(named, LONGEST_NAME);
                }
            }
        }
        return "(anonymous)";
    }

    private static boolean isThere(@Nullable TSNode node) {
        return node != null && !node.isNull();
    }
}
