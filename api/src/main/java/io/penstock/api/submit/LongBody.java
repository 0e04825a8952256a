package io.penstock.api.submit;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.TooLarge;
import io.penstock.db.aside.Room.Share;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A long body, or a long line of one, while it comes in. It ends with a refusal when it is longer than allowed, or than there is room for. */
public final class LongBody extends InBulk {

    /** What a piece of a document, which may be three bytes of it, takes in memory, as if it were text. */
    private static final int ROOM_OF_A_PIECE = 24;

    private static final int AT_ONCE = 1 << 20;

    private final InputStream body;
    private final Share share;
    private final int largest;
    private final Duration patience;
    private long roomFor;
    private long length;

    /**
     * @param roomFor so many bytes the share is for
     * @param patience how long to wait for more room, which others may have
     */
    public LongBody(InputStream body, Share share, long roomFor, int largest, Duration patience) {
        this.body = body;
        this.share = share;
        this.roomFor = roomFor;
        this.largest = largest;
        this.patience = patience;
    }

    static Refusal broken() {
        return new Refusal(
                Problem.of(400, "bad_request", "Bad Request", "The body ends early, or its chunks are malformed."));
    }

    public static Refusal noRoom() {
        return new Refusal(Problem.of(
                        503,
                        "no_room",
                        "Too many large requests at once",
                        "This server works on as many large requests as it has memory for. Send the request again.")
                .asRetryable());
    }

    public void tellPieces(int pieces) {
        grow((long) pieces * ROOM_OF_A_PIECE);
    }

    private void grow(long bytes) {
        if (!share.mayGrow(bytes)) {
            throw TooLarge.forMemory();
        }
        try {
            if (!share.tryGrow(bytes, patience)) {
                throw noRoom();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
        int some = next(bytes, offset, count);
        length += Math.max(0, some);
        if (length > largest) {
            throw TooLarge.body(largest);
        }
        if (length > roomFor) {
            int more = (int) Math.min(AT_ONCE, largest - roomFor);
            grow(more);
            roomFor += more;
        }
        return some;
    }

    private int next(byte[] bytes, int offset, int count) {
        try {
            return body.read(bytes, offset, count);
        } catch (IOException e) {
            throw broken();
        }
    }
}
