package io.penstock.client.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/**
 * Whether somebody is looking, and how much is seen.
 *
 * @param in whether somebody types what is read
 * @param width in signs; as many as one likes where nobody looks
 */
public record Terminal(boolean in, boolean out, boolean err, int width, String name) {

    public static final Terminal NONE = new Terminal(false, false, false, Integer.MAX_VALUE, "");

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final FunctionDescriptor IS_A_TERMINAL =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    /** The request for a terminal's size. */
    private static final long SIZE = System.getProperty("os.name").startsWith("Mac") ? 0x40087468L : 0x5413L;

    public static Terminal ofProcess(Map<String, String> environment) {
        boolean out = is(OUT);
        return new Terminal(
                is(IN),
                out,
                is(ERR),
                out ? width(environment.getOrDefault("COLUMNS", "")) : Integer.MAX_VALUE,
                environment.getOrDefault("TERM", ""));
    }

    boolean isDumb() {
        return name.equals("dumb");
    }

    private static int width(String columns) {
        int width = columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : asked();
        return width > 0 ? width : Integer.MAX_VALUE;
    }

    /** Java itself only tells it of input and output together. */
    @SuppressWarnings("restricted")
    private static boolean is(int descriptor) {
        var linker = Linker.nativeLinker();
        var isatty = linker.defaultLookup().find("isatty");
        if (isatty.isEmpty()) {
            return false;
        }
        try {
            return (int) linker.downcallHandle(isatty.get(), IS_A_TERMINAL).invokeExact(descriptor) == 1;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Zero when it does not say. */
    @SuppressWarnings("restricted")
    private static int asked() {
        var linker = Linker.nativeLinker();
        var ioctl = linker.defaultLookup().find("ioctl");
        if (ioctl.isEmpty()) {
            return 0;
        }
        var form = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        try (var arena = Arena.ofConfined()) {
            // Rows, columns, and both in pixels.
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int result = (int) linker.downcallHandle(ioctl.get(), form, Linker.Option.firstVariadicArg(2))
                    .invokeExact(OUT, SIZE, size);
            return result == 0 ? Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1)) : 0;
        } catch (Throwable e) {
            return 0;
        }
    }
}
