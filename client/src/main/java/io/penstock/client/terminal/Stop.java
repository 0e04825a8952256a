package io.penstock.client.terminal;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the user has had enough. */
public final class Stop {

    private static final int KILLED = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    /** What ends when it is asked to. */
    public static final class Asked extends Exception {
        Asked() {
            super("It was stopped", null, false, false);
        }
    }

    /** The first Ctrl-C asks, the second one ends the process at once. */
    public static Stop onSignals(PrintWriter err) {
        var stop = new Stop();
        for (var name : List.of("INT", "TERM")) {
            onSignal(name, () -> {
                if (stop.isAsked()) {
                    Runtime.getRuntime().halt(KILLED);
                }
                stop.ask();
                err.println();
                err.println("Stopping … (once more to leave at once)");
                err.flush();
            });
        }
        return stop;
    }

    /** By name: the compiler's warning of that class cannot be answered. */
    private static void onSignal(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, given) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Signals cannot be handled here", e);
        }
    }

    public void ask() {
        asked.countDown();
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    public void check() throws Asked {
        if (isAsked()) {
            throw new Asked();
        }
    }

    /** Waits so long; less when it is asked. */
    public void await(Duration time) throws Asked, InterruptedException {
        if (asked.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Asked();
        }
    }
}
