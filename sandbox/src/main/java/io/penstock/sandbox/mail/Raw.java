package io.penstock.sandbox.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A mail as it travels: two pieces, one after the other. Mails that differ in their heads only share the rest. */
public final class Raw {

    private final byte[] head;
    private final byte[] rest;

    /** @param rest may be empty */
    public Raw(byte[] head, byte[] rest) {
        this.head = head;
        this.rest = rest;
    }

    public static Raw of(byte[] whole) {
        return new Raw(whole, new byte[0]);
    }

    int size() {
        return head.length + rest.length;
    }

    InputStream stream() {
        return new SequenceInputStream(new ByteArrayInputStream(head), new ByteArrayInputStream(rest));
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(size());
        bytes.writeBytes(head);
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }
}
