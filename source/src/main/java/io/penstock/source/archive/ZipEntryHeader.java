package io.penstock.source.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * An entry as the directory of a zip tells it.
 *
 * @param at where it begins
 */
record ZipEntryHeader(
        String name, int madeBy, int flags, int method, long crc, long packed, long length, long attributes, long at) {

    private static final int UNIX = 3;
    private static final int KIND = 0170000;
    private static final int USUAL_FILE = 0100000;
    private static final int FOLDER = 0040000;

    /** What those write who do not say that it is UTF-8. */
    private static final Charset OLD = Charset.forName("IBM437");

    static String name(ByteBuffer raw) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(raw.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return OLD.decode(raw.duplicate()).toString();
        }
    }

    boolean isEncrypted() {
        return (flags & 1) != 0;
    }

    boolean isFolder() {
        return name.endsWith("/");
    }

    /** Or a device: what is neither a file nor a folder. */
    boolean isLink() {
        int kind = (int) (attributes >> 16) & KIND;
        return madeBy >> 8 == UNIX && kind != 0 && kind != USUAL_FILE && kind != FOLDER;
    }
}
