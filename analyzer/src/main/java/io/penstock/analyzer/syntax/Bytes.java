package io.penstock.analyzer.syntax;

import io.penstock.analyzer.source.Span;
import java.nio.charset.StandardCharsets;
import org.treesitter.TSNode;
import org.treesitter.TSPoint;
import org.treesitter.TSReader;

/** A text as the parser has it: it counts in bytes, and everybody else in letters. */
final class Bytes implements TSReader {

    private final byte[] bytes;
    private final boolean ascii;

    Bytes(String text) {
        bytes = text.getBytes(StandardCharsets.UTF_8);
        ascii = bytes.length == text.length();
    }

    int length() {
        return bytes.length;
    }

    @Override
    public int read(byte[] buffer, int offset, TSPoint position) {
        if (offset < 0 || offset >= bytes.length) {
            return 0;
        }
        int count = Math.min(buffer.length, bytes.length - offset);
        System.arraycopy(bytes, offset, buffer, 0, count);
        return count;
    }

    String text(TSNode node, int most) {
        int start = node.getStartByte();
        int count = Math.min(node.getEndByte() - start, most);
        return new String(bytes, start, count, StandardCharsets.UTF_8);
    }

    Span span(TSNode node) {
        var start = node.getStartPoint();
        var end = node.getEndPoint();
        return new Span(
                start.getRow() + 1,
                column(node.getStartByte(), start),
                end.getRow() + 1,
                column(node.getEndByte(), end));
    }

    private int column(int at, TSPoint point) {
        if (ascii) {
            return point.getColumn() + 1;
        }
        int letters = 0;
        for (int i = at - point.getColumn(); i < at; i++) {
            // Not the later bytes of a letter; one of four bytes is a pair of chars.
            letters += (bytes[i] & 0xC0) == 0x80 ? 0 : (bytes[i] & 0xF8) == 0xF0 ? 2 : 1;
        }
        return letters + 1;
    }
}
