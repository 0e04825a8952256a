package io.penstock.client.command;

import io.penstock.client.server.Answer;
import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Confirmation;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Stop;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** One command's talk with the server, and with its user. */
final class Session {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final Screen screen;
    private final boolean json;
    private final PrintWriter err;
    private final Progress progress;
    private final Surroundings surroundings;

    Session(Server server, Screen screen, boolean json, PrintWriter err, Progress progress, Surroundings surroundings) {
        this.server = server;
        this.screen = screen;
        this.json = json;
        this.err = err;
        this.progress = progress;
        this.surroundings = surroundings;
    }

    Screen screen() {
        return screen;
    }

    boolean json() {
        return json;
    }

    Progress progress() {
        return progress;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** For what takes long: a server that is started anew meanwhile is no reason to give up. */
    Server patient() {
        return server.patient(PATIENCE);
    }

    Answer call(Call call) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        return server.call(call, new Stop());
    }

    /** A thing, with all that is known of it. */
    void show(Call call) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var answer = call(call);
        if (json) {
            screen.line(answer.text());
        } else {
            Details.lines(answer.json(), screen).forEach(screen::line);
        }
    }

    /** What was done, in a sentence about what the answer says. */
    void done(Call call, Sentence sentence) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var answer = call(call);
        if (!json) {
            screen.line(sentence.of(answer.text().isEmpty() ? Answer.NOTHING : answer.json()));
        } else if (!answer.text().isEmpty()) {
            screen.line(answer.text());
        }
    }

    /** A part of a thing, which is a table. */
    void show(Call call, String rows, Columns columns) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var answer = call(call);
        if (json) {
            screen.line(answer.text());
        } else {
            columns.on(screen).rows(answer.json().path(rows).valueStream().toList());
        }
    }

    void note(String sentence) {
        progress.clear();
        err.println(sentence);
        err.flush();
    }

    /** Asks on a terminal; elsewhere nobody could answer. */
    void confirm(boolean yes, String question) throws Refused, IOException {
        if (yes) {
            return;
        }
        if (!surroundings.terminal().in()) {
            throw new Refused("This wants to be confirmed, and nobody can be asked here: add --yes.");
        }
        progress.clear();
        if (!new Confirmation(surroundings.in(), err).ask(question)) {
            throw new Refused("Nothing was done.");
        }
    }
}
