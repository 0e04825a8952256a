package io.penstock.sandbox.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the lines of one mail, up to the dot. Who has said too much may still finish, but nothing of it is kept. */
final class Delivering {

    static final int LARGEST = 30 << 20;

    private static final int LONGEST_LINE = 998;

    private final Line line;
    private final Room room;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long taken;
    private @Nullable Reply unfit;

    Delivering(Line line, Room room) {
        this.line = line;
        this.room = room;
    }

    Delivered run() throws IOException {
        try {
            while (true) {
                // One more, for a dot that was put in front.
                switch (line.hear(LONGEST_LINE + 1)) {
                    case Heard.HungUp _ -> {
                        return new Delivered.Broken();
                    }
                    case Heard.TooLong _ ->
                        isUnfit(Reply.no(554, "5.6.0", "No line of a mail is longer than 998 bytes."));
                    case Heard.Said(var said) -> {
                        if (said.length == 1 && said[0] == '.') {
                            return finished();
                        }
                        add(said);
                    }
                }
            }
        } finally {
            room.giveBack(taken);
        }
    }

    private void add(byte[] said) {
        var dot = said.length > 0 && said[0] == '.' ? 1 : 0;
        var length = said.length - dot;
        if (length > LONGEST_LINE) {
            isUnfit(Reply.no(554, "5.6.0", "No line of a mail is longer than 998 bytes."));
        } else if (unfit == null && bytes.size() + length + 2 > LARGEST) {
            isUnfit(Reply.no(552, "5.3.4", "A mail has at most " + LARGEST + " bytes."));
        } else if (unfit == null && !room.take(length + 2)) {
            isUnfit(Reply.no(452, "4.3.1", "Too much is coming in just now."));
        } else if (unfit == null) {
            taken += length + 2;
            bytes.write(said, dot, length);
            bytes.write('\r');
            bytes.write('\n');
        }
    }

    private void isUnfit(Reply reply) {
        if (unfit == null) {
            unfit = reply;
            bytes = new ByteArrayOutputStream();
            room.giveBack(taken);
            taken = 0;
        }
    }

    private Delivered finished() {
        return unfit == null ? new Delivered.Whole(bytes.toByteArray()) : new Delivered.Unfit(unfit);
    }
}
