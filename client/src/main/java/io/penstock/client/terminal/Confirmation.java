package io.penstock.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Asks before what cannot be undone. */
public final class Confirmation {

    private final InputStream in;
    private final PrintWriter err;

    public Confirmation(InputStream in, PrintWriter err) {
        this.in = in;
        this.err = err;
    }

    /** Everything but a yes is a no, and so is the end of the input. */
    public boolean ask(String question) throws IOException {
        err.print(question + " [y/N] ");
        err.flush();
        var answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().matches("(?i)y(es)?");
    }
}
