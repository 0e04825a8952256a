package io.penstock.source.archive;

import io.penstock.source.SourceRefused;
import java.io.IOException;
import java.io.InputStream;

/** An archive in a format that can be read. */
interface Format {

    /** Reads all entries in the archive's own order, be it several times. */
    void read(Entries entries) throws IOException, SourceRefused, InterruptedException;

    interface Entries {

        void folder(String name) throws SourceRefused;

        void link(String name) throws SourceRefused;

        /** @param content may be left unread */
        void file(String name, long length, Content content) throws IOException, SourceRefused, InterruptedException;
    }

    interface Content {
        InputStream open() throws IOException, SourceRefused;
    }
}
