package io.penstock.source.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** The content of an entry of a zip, which has to be what the zip says of it. */
final class Checked extends FilterInputStream {

    private final CRC32 actual = new CRC32();
    private final long crc;
    private long left;

    Checked(InputStream content, long length, long crc) {
        super(content);
        this.left = length;
        this.crc = crc;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read > 0) {
            left -= read;
            actual.update(into, offset, read);
        }
        if (left < 0 || (read < 0 && (left > 0 || actual.getValue() != crc))) {
            throw new ZipException("The content is not what the zip says");
        }
        return read;
    }
}
